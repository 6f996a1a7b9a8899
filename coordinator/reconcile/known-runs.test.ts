import { describe, expect, it } from 'vitest';
import { aRun } from '../../test/builders/run.ts';
import { KnownRuns } from './known-runs.ts';

const ref = { namespace: 'default', name: 'x' };

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
    run.conditions = [
      { type: 'Complete', status: 'True', reason: 'Succeeded', message: '', lastTransitionTime: '' },
    ];
    expect([...runs.findByNode('a')]).toEqual([]);
  });
});
