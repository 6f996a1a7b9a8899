import { describe, expect, it } from 'vitest';
import { aPlan, aRun } from '../../test/builders/run.ts';
import { KnownRuns } from './known-runs.ts';
import { newRun, type Run } from './run.ts';

const ref = { namespace: 'default', name: 'x' };

function aRunOf(runUid: string, nodes: number): Run {
  const plan = aPlan(Array.from({ length: nodes }, (_, index) => `node-${index}`));
  return newRun(ref, { ...plan, runUid });
}

function end(run: Run): Run {
  run.conditions = [
    { type: 'Complete', status: 'True', reason: 'Succeeded', message: '', lastTransitionTime: '' },
  ];
  return run;
}

describe('the known runs', () => {
  it('find the object of a command and the size of its run, in memory or not', () => {
    const runs = new KnownRuns();
    expect(runs.findByCommand('run-1.uid-a.1')).toBeUndefined();
    runs.noteRef('run-1', ref);
    expect(runs.findByCommand('run-1.uid-a.1')).toEqual({ key: 'default/x', nodes: 0 });
    runs.add(aRun(['a', 'b']));
    expect(runs.findByCommand('run-1.uid-a.1')).toEqual({ key: 'default/x', nodes: 2 });
    expect(runs.findByCommand('no command')).toBeUndefined();
  });

  it('find those of a node that have not ended', () => {
    const runs = new KnownRuns();
    const run = aRun(['a', 'b']);
    runs.add(run);
    expect([...runs.findByNode('a')]).toEqual([run]);
    expect([...runs.findByNode('c')]).toEqual([]);
    end(run);
    expect([...runs.findByNode('a')]).toEqual([]);
  });

  it.each([
    ['many', 120, 1, 100],
    ['large', 5, 7_000, 2],
  ])('keep only the newest ended ones where they are %s', (_title, count, nodes, kept) => {
    const runs = new KnownRuns();
    const underWay = aRunOf('under-way', 1);
    runs.add(underWay);
    const uids = Array.from({ length: count }, (_, index) => `ended-${index}`);
    for (const uid of uids) runs.add(end(aRunOf(uid, nodes)));
    runs.dropOldest();
    expect(uids.filter((uid) => runs.get(uid) !== undefined)).toEqual(uids.slice(-kept));
    expect([...runs.underWay()]).toEqual([underWay]);
  });
});
