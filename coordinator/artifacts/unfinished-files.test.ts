import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StoreFolder } from '../../test/builders/store-folder.ts';
import { key, meta } from '../../test/builders/store-stage.ts';

let folder: StoreFolder;

beforeEach(async () => {
  folder = await StoreFolder.make();
});
afterEach(() => folder[Symbol.asyncDispose]());

async function read(offset: number): Promise<Buffer> {
  const { openUnfinished } = folder.store;
  if (openUnfinished === undefined) throw new Error('A folder gives its bytes');
  return await buffer(openUnfinished(key, offset));
}

it('gives what is durable of an unfinished upload, from any offset, also after a restart', async () => {
  const bytes = randomBytes(300_000);
  await folder.store.openUpload(key, meta);
  await folder.send(bytes);
  for (const restart of [false, true]) {
    if (restart) await folder.reopen();
    expect(await read(0)).toEqual(bytes);
    expect(await read(299_000)).toEqual(bytes.subarray(299_000));
    expect(await read(300_000)).toHaveLength(0);
    expect((await folder.store.listUnfinished(key)).map(({ durableBytes }) => durableBytes)).toEqual([
      300_000,
    ]);
  }
});

it('gives nothing of a key that has no upload, and makes nothing of it', async () => {
  expect(await read(0)).toHaveLength(0);
  expect(await folder.store.listUnfinished(key)).toEqual([]);
  expect(await readdir(folder.root)).toEqual(['.temporary']);
});
