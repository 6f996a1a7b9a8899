import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreFolder } from '../../test/builders/store-folder.ts';
import { key, meta } from '../../test/builders/store-stage.ts';

let folder: StoreFolder;
beforeEach(async () => {
  folder = await StoreFolder.make();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

describe('space on a disk', () => {
  it('promises the same space once', async () => {
    const free = await folder.store.freeBytes();
    const half = { ...meta, declaredSizeBytes: Math.floor(free * 0.6) };
    expect(await folder.store.openUpload(key, half)).toMatchObject({ kind: 'open' });
    expect(await folder.store.openUpload('runs/r1/node-2/1/perf', half)).toMatchObject({ kind: 'full' });
    await folder.store.removeAll('runs/r1');
    expect(await folder.store.openUpload('runs/r1/node-2/1/perf', half)).toMatchObject({ kind: 'open' });
  });
});
