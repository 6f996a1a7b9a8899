import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock as clock } from '../../shared/runtime/clock.ts';
import { noFailpoints as failpoints } from '../../shared/runtime/failpoint.ts';
import { anOutcome } from '../../test/builders/outcome.ts';
import { aPlan, aRun } from '../../test/builders/run.ts';
import { type DiskStore, openDiskStore } from '../artifacts/disk-store.ts';
import { outcomeKey, type PlannedStart, planKey, startKey, waveKey } from '../planning/plan.ts';
import { planCommand } from '../planning/waves.ts';
import { createJson, loadNodes, openRun } from './load-run.ts';

const uid = 'run-1';
const names = Array.from({ length: 100 }, (_, index) => `node-${index}`);
let directory: string;
let store: DiskStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toe-load-run-'));
  store = await openDiskStore({ root: join(directory, 'store'), floorBytes: 0, clock, failpoints });
});

afterEach(async () => {
  await store[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

async function storeFile(key: string, text: string): Promise<void> {
  const path = join(directory, 'file');
  await writeFile(path, text);
  const meta = { owner: 'x', artifactId: 'profile', fileName: 'perf.data', mediaType: 'a/b' };
  await store.putFile(key, path, { ...meta, declaredSizeBytes: 0 });
}

describe('a run that is taken over', () => {
  it('is opened with its waves and the starts that were fixed', async () => {
    const plan = aPlan(['a', 'b']);
    const again = planCommand(
      plan,
      plan.nodes[0] ?? { name: '', uid: '', pods: [], wasCordoned: false, wasLeaving: false },
      2,
    );
    const start: PlannedStart = { startAtUnixUs: 7, nodes: ['b'], isStopped: false };
    await createJson(store, planKey(uid), plan);
    await createJson(store, startKey(uid, 0), start);
    await createJson(store, waveKey(uid, 1), { index: 1, commands: [again] });
    const run = await openRun({ namespace: 'default', name: 'x' }, uid, store);
    expect(run?.waves.map(({ nodes }) => nodes)).toEqual([['a', 'b'], ['a']]);
    expect(run?.waves[0]?.plannedStart).toEqual({ ...start, nodes: new Set(['b']) });
    expect(run?.nodes.get('a')?.planned.attempt).toBe(2);
  });

  it('takes up every outcome and every receipt that the store has, each of its own attempt', async () => {
    const run = aRun(names);
    const outcome = anOutcome();
    for (const name of names.slice(0, 60))
      await createJson(store, outcomeKey(uid, name, 1), { outcome, receivedUnixUs: 1, start: undefined });
    for (const name of names.slice(40, 43)) await storeFile(`runs/${uid}/${name}/1/profile`, name);
    await storeFile(`runs/${uid}/node-50/2/profile`, 'of another attempt');
    await storeFile(`runs/${uid}/_processed/1/profile`, 'a report');
    await loadNodes(run, store);
    const nodes = [...run.nodes.values()];
    expect(nodes.filter(({ recorded }) => recorded !== undefined).map(({ planned }) => planned.name)).toEqual(
      names.slice(0, 60),
    );
    expect(nodes.flatMap(({ receipts }) => [...receipts.values()].map(({ key }) => key))).toEqual(
      ['node-40', 'node-41', 'node-42'].map((name) => `runs/${uid}/${name}/1/profile`),
    );
  });
});
