import { status } from '@grpc/grpc-js';
import { beforeEach, expect, test } from 'vitest';
import { emptyStatus } from '../../shared/kinds/empty-status.ts';
import { StoreFolder } from '../../test/builders/store-folder.ts';
import { key, meta, owner, sha256 } from '../../test/builders/store-stage.ts';
import { RecordingSource } from '../../test/fakes/recording-source.ts';
import { fenceStore } from '../artifacts/fence-store.ts';
import { fenceSource } from '../resources/fence-source.ts';
import type { ResourceSource } from '../resources/resource-source.ts';
import { makeFence } from './fence.ts';

let isHeld: boolean;
const fence = makeFence({ isHeld: () => isHeld });
const refusal = { code: status.UNAVAILABLE, details: expect.stringContaining('does not lead any more') };

beforeEach(() => {
  isHeld = true;
});

test('a leader writes statuses while it leads, and none afterwards', async () => {
  const recording = new RecordingSource();
  const { signal } = new AbortController();
  // It does nothing else.
  const source = fenceSource(recording as unknown as ResourceSource, fence, signal);
  const ref = { namespace: 'oncall', name: 'a' };
  const running = { ...emptyStatus, phase: 'Running' } as const;
  expect(await source.writeStatus(ref, 'uid', running)).toBe('written');
  isHeld = false;
  await expect(source.writeStatus(ref, 'uid', { ...running, phase: 'Failed' })).rejects.toMatchObject(
    refusal,
  );
  await expect(source.setFinalizer(ref, 'uid', false)).rejects.toMatchObject(refusal);
  await expect(source.deletePowerTool(ref)).rejects.toMatchObject(refusal);
  expect(recording.written.map((each) => each.status.phase)).toEqual(['Running']);
});

test('a leader writes to the store while it leads; afterwards it only reads', async () => {
  await using folder = await StoreFolder.make();
  const store = fenceStore(folder.store, fence);
  const bytes = Buffer.from('bytes');
  await store.createDocument('runs/r1/plan.json', bytes);
  await store.openUpload(key, meta);
  await folder.send(bytes);
  isHeld = false;
  for (const write of [
    store.createDocument('runs/r1/start-0.json', bytes),
    store.putDocument('runs/r1/plan.json', Buffer.from('other')),
    store.openUpload(`${key}-2`, meta),
    store.openWriter(key, owner, () => undefined),
    store.finishUpload(key, owner, bytes.length, sha256(bytes)),
    store.putFile('runs/r1/file', '/etc/hostname', meta),
    store.removeAll('runs/r1'),
  ])
    await expect(write).rejects.toMatchObject(refusal);
  expect(await store.readDocument('runs/r1/plan.json')).toEqual(bytes);
  expect(await store.readDocument('runs/r1/start-0.json')).toBeUndefined();
  expect(await store.list('')).toEqual([]);
  isHeld = true;
  expect(await store.finishUpload(key, owner, bytes.length, sha256(bytes))).toMatchObject({
    kind: 'verified',
  });
});
