import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { emptyStatus } from '../../shared/kinds/empty-status.ts';
import { plainMetadata } from '../../shared/kinds/kinds.ts';
import type { PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { silentLog } from '../../shared/log.ts';
import { aPlan } from '../../test/builders/run.ts';
import { StoreFolder } from '../../test/builders/store-folder.ts';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { RecordingSource } from '../../test/fakes/recording-source.ts';
import type { StoredPowerTool } from '../resources/resource-source.ts';
import type { RetentionLimits } from './decide-expiry.ts';
import { sweepRuns } from './sweep-runs.ts';

const hourMs = 3_600_000;
let folder: StoreFolder;
let clock: ManualClock;
let source: RecordingSource;
let stop: () => Promise<void>;
let freed: string[];

beforeEach(async () => {
  folder = await StoreFolder.make();
  clock = new ManualClock();
  source = new RecordingSource();
  freed = [];
});
afterEach(async () => {
  await stop();
  await folder[Symbol.asyncDispose]();
});

async function putRun(
  uid: string,
  parts: { readonly ended: boolean; readonly retention: string; readonly mode?: 'node' },
): Promise<void> {
  const { ended, ...output } = parts;
  const plan = { ...aPlan(['a'], [], { output }), runUid: uid };
  const put = (name: string, document: object): Promise<void> =>
    folder.store.putDocument(`runs/${uid}/${name}.json`, Buffer.from(JSON.stringify(document)));
  await put('plan', { ...plan, createdUnixUs: clock.unixUs() });
  if (ended) await put('manifest', { completedUnixUs: clock.unixUs(), spec: plan.spec });
}

async function putFile(key: string, sizeBytes: number): Promise<void> {
  const path = join(folder.root, '.temporary', 'made');
  await writeFile(path, Buffer.alloc(sizeBytes));
  const meta = { owner: 'o', artifactId: 'profile', fileName: 'f', mediaType: 'text/plain' };
  await folder.store.putFile(key, path, { ...meta, declaredSizeBytes: 0 });
}

function anObject(
  uid: string,
  phase: PowerToolStatus['phase'],
  retention: string,
  mode: 'store' | 'node' = 'store',
): StoredPowerTool {
  const metadata = {
    ...plainMetadata,
    namespace: 'oncall',
    name: uid,
    uid,
    generation: 1,
    creationTimestamp: '',
  };
  const { spec } = aPlan(['a'], [], { output: { retention, mode } });
  const artifact = { node: 'a', file: 'f', sizeBytes: 1, sha256: '', key: 'k' };
  const status = { ...emptyStatus, phase, artifacts: [artifact], manifest: 'm' };
  return { kind: 'valid', resource: { kind: 'PowerTool', metadata, spec }, status };
}

function start(limits: RetentionLimits = { bytes: 0, runsOfTemplate: 0 }): void {
  const controller = new AbortController();
  const kept = { noteRemoved: (uid: string) => void freed.push(uid) };
  const deps = { source, store: folder.store, kept, clock, log: silentLog, limits };
  const running = sweepRuns(deps)(controller.signal);
  stop = async () => {
    controller.abort();
    await running;
  };
}

const runs = (): Promise<readonly string[]> => folder.store.listNames('runs');

it('removes the files of a run once its retention has passed, and says so in its status', async () => {
  await putRun('short', { ended: true, retention: '1h' });
  await putRun('long', { ended: true, retention: '3h' });
  source.objects.push(anObject('short', 'Succeeded', '1h'));
  start();
  await vi.waitFor(() => expect(clock.sleeping).toBe(1));
  expect(await runs()).toEqual(['long', 'short']);
  clock.advance(hourMs);
  await vi.waitFor(async () => expect(await runs()).toEqual(['long']));
  await vi.waitFor(() => expect(source.written).toHaveLength(1));
  expect(source.written[0]?.status).toMatchObject({
    phase: 'Succeeded',
    artifacts: [],
    conditions: [{ type: 'ArtifactsExpired', status: 'True' }],
  });
  expect(source.written[0]?.status).not.toHaveProperty('manifest');
});

it('goes by the retention that the object has now, not by the one that it was accepted with', async () => {
  await putRun('kept', { ended: true, retention: '1h' });
  source.objects.push(anObject('kept', 'Succeeded', '30d'));
  start();
  await vi.waitFor(() => expect(clock.sleeping).toBe(1));
  clock.advance(2 * hourMs);
  await vi.waitFor(() => expect(clock.sleeping).toBe(1));
  expect(await runs()).toEqual(['kept']);
});

it('has nodes free what they keep of a run, by the retention that they were told, and says so', async () => {
  await putRun('kept', { ended: true, retention: '1h', mode: 'node' });
  const object = anObject('kept', 'Succeeded', '30d', 'node');
  const isThere = { type: 'KeptOnNodes', status: 'True', reason: 'KeptOnNode', message: '' } as const;
  const conditions = [{ ...isThere, lastTransitionTime: '' }];
  const status = {
    ...emptyStatus,
    phase: 'Succeeded',
    conditions,
    bytes: { captured: 9, stored: 0, kept: 9 },
  } as const;
  source.objects.push({ ...object, status });
  start();
  await vi.waitFor(() => expect(clock.sleeping).toBe(1));
  expect(freed).toEqual([]);
  clock.advance(hourMs);
  await vi.waitFor(() => expect(source.written).toHaveLength(1));
  expect(freed).toEqual(['kept']);
  expect(source.written[0]?.status).toMatchObject({
    bytes: { captured: 9, stored: 0 },
    conditions: [
      { type: 'KeptOnNodes', status: 'False', reason: 'ArtifactsExpired' },
      { type: 'ArtifactsExpired', status: 'True' },
    ],
  });
  expect(source.written[0]?.status.bytes).not.toHaveProperty('kept');
});

it('never touches a run that is under way, and takes one whose object was deleted by force', async () => {
  await putRun('running', { ended: false, retention: '1h' });
  await putRun('orphan', { ended: false, retention: '1h' });
  source.objects.push(anObject('running', 'Running', '1h'));
  start();
  await vi.waitFor(() => expect(clock.sleeping).toBe(1));
  clock.advance(2 * hourMs);
  await vi.waitFor(async () => expect(await runs()).toEqual(['running']));
});

it('removes the oldest files when there are more than the operator lets the store hold, and says so', async () => {
  await putRun('old', { ended: true, retention: '30d' });
  await putFile('runs/old/a/1/profile', 2_000);
  clock.advance(hourMs);
  await putRun('new', { ended: true, retention: '30d' });
  await putFile('runs/new/a/1/profile', 2_000);
  source.objects.push(anObject('old', 'Succeeded', '30d'), anObject('new', 'Succeeded', '30d'));
  start({ bytes: 3_000, runsOfTemplate: 0 });
  await vi.waitFor(async () => expect(await runs()).toEqual(['new']));
  await vi.waitFor(() => expect(source.written).toHaveLength(1));
  expect(source.written[0]?.status).toMatchObject({
    artifacts: [],
    conditions: [{ type: 'ArtifactsExpired', message: expect.stringContaining('TOE_RETENTION_BYTES') }],
  });
});

it('removes what is left of a run that nothing tells of, a day after it was first seen', async () => {
  await putFile('runs/cut-off/a/1/profile', 10);
  start();
  await vi.waitFor(() => expect(clock.sleeping).toBe(1));
  clock.advance(23 * hourMs);
  await vi.waitFor(() => expect(clock.sleeping).toBe(1));
  expect(await runs()).toEqual(['cut-off']);
  clock.advance(hourMs);
  await vi.waitFor(async () => expect(await runs()).toEqual([]));
});
