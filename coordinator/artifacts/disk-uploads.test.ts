import { randomBytes } from 'node:crypto';
import { appendFile, readdir, readFile, readlink, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreFolder } from '../../test/builders/store-folder.ts';
import { key, meta, owner, sha256 } from '../../test/builders/store-stage.ts';

let folder: StoreFolder;
beforeEach(async () => {
  folder = await StoreFolder.make();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

describe('an upload to a disk', () => {
  it('is not opened again by a store that is being closed, and no file of it stays open', async () => {
    const isOpen = async (): Promise<boolean> => {
      const files = await readdir('/proc/self/fd');
      const paths = await Promise.all(files.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
      return paths.some((path) => path.startsWith(folder.root));
    };
    await folder.store.openUpload(key, meta);
    const { store } = folder;
    const opening = store.openUpload(`${key}-2`, meta);
    const closing = store[Symbol.asyncDispose]();
    await expect(opening).rejects.toThrow('the store is closed');
    await closing;
    await expect(store.openWriter(key, owner, () => undefined)).rejects.toThrow('the store is closed');
    expect(await isOpen()).toBe(false);
  });

  it('goes on after a restart at the durable offset, cut to it', async () => {
    const bytes = randomBytes(3_000);
    await folder.store.openUpload(key, meta);
    await folder.send(bytes.subarray(0, 2_000));
    await folder.close();
    await appendFile(join(folder.root, '.uploads', `${key}.part`), 'never synced');
    await folder.reopen();
    expect(await folder.store.openUpload(key, meta)).toEqual({ kind: 'open', committedOffset: 2_000 });
    expect((await stat(join(folder.root, '.uploads', `${key}.part`))).size).toBe(2_000);
    await folder.send(bytes.subarray(2_000), 2_000);
    expect(await folder.store.finishUpload(key, owner, 3_000, sha256(bytes))).toMatchObject({
      kind: 'verified',
    });
  });

  it.each([
    ['removed', (path: string): Promise<void> => rm(path), 0],
    ['cut', (path: string): Promise<void> => truncate(path, 700), 700],
  ])('begins again where its file was %s behind the store', async (_what, spoil, left) => {
    const bytes = randomBytes(3_000);
    await folder.store.openUpload(key, meta);
    await folder.send(bytes);
    await spoil(join(folder.root, '.uploads', `${key}.part`));
    const finish = (): ReturnType<typeof folder.store.finishUpload> =>
      folder.store.finishUpload(key, owner, 3_000, sha256(bytes));
    expect(await finish()).toEqual({
      kind: 'mismatch',
      message: `somebody changed the store: of 3000 bytes it has ${left}`,
    });
    expect(await folder.store.openUpload(key, meta)).toEqual({ kind: 'open', committedOffset: 0 });
    await folder.send(bytes);
    expect(await finish()).toMatchObject({ kind: 'verified' });
    expect(await readFile(folder.pathOf(key))).toEqual(bytes);
  });

  it('goes on at the size of the file where that is below the durable offset', async () => {
    await folder.store.openUpload(key, meta);
    await folder.send(randomBytes(2_000));
    await folder.close();
    await writeFile(join(folder.root, '.uploads', `${key}.part`), Buffer.alloc(700));
    await folder.reopen();
    expect(await folder.store.openUpload(key, meta)).toEqual({ kind: 'open', committedOffset: 700 });
  });
});
