import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { key, meta, owner, StoreFolder, sha256 } from '../../test/builders/store-folder.ts';

let folder: StoreFolder;
beforeEach(async () => {
  folder = await StoreFolder.make();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

describe('an upload', () => {
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

  it('becomes an object with the bytes that sha256sum proves, and nothing is left beside it', async () => {
    const bytes = randomBytes(5 * 1024 * 1024 + 13);
    await folder.upload(bytes);
    const text = execFileSync('sha256sum', [join(folder.root, key)], { encoding: 'utf8' });
    expect(text.slice(0, 64)).toBe(sha256(bytes));
    expect(await folder.store.list('runs/r1')).toEqual([
      {
        key,
        sizeBytes: bytes.length,
        sha256: sha256(bytes),
        fileName: 'perf.data',
        mediaType: 'application/octet-stream',
        verifiedUnixUs: expect.any(Number),
      },
    ]);
    expect(existsSync(join(folder.root, '.uploads', `${key}.part`))).toBe(false);
  });

  it('keeps its bytes whatever the chunks and however often they are sent again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 5_000 }),
        fc.array(fc.tuple(fc.nat(5_000), fc.nat(2_000)), { maxLength: 8 }),
        async (content, repeats) => {
          await folder.store.removeAll('runs/r1');
          const bytes = Buffer.from(content);
          await folder.store.openUpload(key, meta);
          const writer = await folder.store.openWriter(key, owner, () => undefined);
          let received = 0;
          for (const [back, length] of [...repeats, [0, 5_000] as const]) {
            const start = Math.max(0, received - back);
            const chunk = bytes.subarray(start, start + length);
            expect(await writer?.append(start, chunk)).toEqual({ kind: 'taken' });
            received = Math.max(received, start + chunk.length);
          }
          expect(await writer?.close()).toBe(bytes.length);
          const finished = await folder.store.finishUpload(key, owner, bytes.length, sha256(bytes));
          expect(finished.kind).toBe('verified');
          expect(await readFile(join(folder.root, key))).toEqual(bytes);
        },
      ),
      { numRuns: 25 },
    );
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

  it('goes on at the size of the file where that is below the durable offset', async () => {
    await folder.store.openUpload(key, meta);
    await folder.send(randomBytes(2_000));
    await folder.close();
    await writeFile(join(folder.root, '.uploads', `${key}.part`), Buffer.alloc(700));
    await folder.reopen();
    expect(await folder.store.openUpload(key, meta)).toEqual({ kind: 'open', committedOffset: 700 });
  });

  it('is continued by its owner alone', async () => {
    await folder.store.openUpload(key, meta);
    expect(await folder.store.openUpload(key, { ...meta, owner: 'r1.n2.1' })).toEqual({ kind: 'foreign' });
    expect(await folder.store.openWriter(key, 'r1.n2.1', () => undefined)).toBeUndefined();
    expect(await folder.store.finishUpload(key, 'r1.n2.1', 0, sha256(Buffer.alloc(0)))).toEqual({
      kind: 'unknown',
    });
  });

  it('says which offset it has where a chunk leaves a gap', async () => {
    await folder.store.openUpload(key, meta);
    const writer = await folder.store.openWriter(key, owner, () => undefined);
    await writer?.append(0, Buffer.from('abc'));
    expect(await writer?.append(5, Buffer.from('f'))).toEqual({ kind: 'gap', receivedOffset: 3 });
  });

  it('has one writer: a newer one supersedes it and goes on behind its bytes', async () => {
    await folder.store.openUpload(key, meta);
    const first = await folder.store.openWriter(key, owner, () => undefined);
    await first?.append(0, Buffer.from('abc'));
    const second = await folder.store.openWriter(key, owner, () => undefined);
    expect(first?.superseded.aborted).toBe(true);
    expect(await first?.append(3, Buffer.from('x'))).toEqual({ kind: 'superseded' });
    expect(second?.durableOffset).toBe(3);
  });

  it('takes no more bytes than were declared', async () => {
    await folder.store.openUpload(key, { ...meta, declaredSizeBytes: 3 });
    const writer = await folder.store.openWriter(key, owner, () => undefined);
    expect(await writer?.append(0, Buffer.from('abcd'))).toEqual({ kind: 'tooLong' });
  });

  it('says how many bytes are durable within two seconds, without an end of the stream', async () => {
    await folder.store.openUpload(key, meta);
    const { promise, resolve } = Promise.withResolvers<number>();
    const writer = await folder.store.openWriter(key, owner, resolve);
    await writer?.append(0, Buffer.from('abc'));
    expect(await promise).toBe(3);
    expect(writer?.durableOffset).toBe(3);
  });
});

describe('finishing', () => {
  it('gives the same receipt again, also after a restart, and refuses another digest', async () => {
    const bytes = Buffer.from('hello');
    await folder.upload(bytes);
    const first = await folder.store.finishUpload(key, owner, 5, sha256(bytes));
    await folder.reopen();
    expect(await folder.store.finishUpload(key, owner, 5, sha256(bytes))).toEqual(first);
    expect(await folder.store.openUpload(key, meta)).toMatchObject({ kind: 'finished' });
    const other = await folder.store.finishUpload(key, owner, 5, sha256(Buffer.from('other')));
    expect(other).toEqual({ kind: 'exists', sha256: sha256(bytes) });
  });

  it('names the offset where bytes are missing and keeps what is there', async () => {
    await folder.store.openUpload(key, meta);
    await folder.send(Buffer.from('abc'));
    const finished = await folder.store.finishUpload(key, owner, 5, sha256(Buffer.from('abcde')));
    expect(finished).toEqual({ kind: 'incomplete', committedOffset: 3 });
    await folder.send(Buffer.from('de'), 3);
    expect(await folder.store.finishUpload(key, owner, 5, sha256(Buffer.from('abcde')))).toMatchObject({
      kind: 'verified',
    });
  });

  it.each([
    ['another digest', 3, 'xyz'],
    ['a smaller size', 2, 'ab'],
  ])('begins again at 0 where the bytes have %s', async (_what, size, content) => {
    await folder.store.openUpload(key, meta);
    await folder.send(Buffer.from('abc'));
    const finished = await folder.store.finishUpload(key, owner, size, sha256(Buffer.from(content)));
    expect(finished.kind).toBe('mismatch');
    expect(existsSync(join(folder.root, key))).toBe(false);
    expect(await folder.store.openUpload(key, meta)).toEqual({ kind: 'open', committedOffset: 0 });
    await folder.send(Buffer.from(content));
    expect(
      await folder.store.finishUpload(key, owner, content.length, sha256(Buffer.from(content))),
    ).toMatchObject({
      kind: 'verified',
    });
  });

  it.each(['store.before-sync', 'store.before-rename', 'store.after-rename', 'store.before-receipt'])(
    'gives one whole object and one receipt after a failure at %s and a restart',
    async (name) => {
      await folder.reopen({
        reach: async (reached) => {
          if (reached === name) throw new Error('stop here');
        },
      });
      const bytes = randomBytes(70_000);
      await folder.store.openUpload(key, meta);
      await folder.send(bytes);
      await expect(folder.store.finishUpload(key, owner, bytes.length, sha256(bytes))).rejects.toThrow(
        'stop here',
      );
      await folder.reopen();
      const found = await folder.store.openUpload(key, meta);
      expect(found).toMatchObject(
        name.includes('before-s') || name.includes('before-ren')
          ? { kind: 'open', committedOffset: bytes.length }
          : { kind: 'finished' },
      );
      const finished = await folder.store.finishUpload(key, owner, bytes.length, sha256(bytes));
      expect(finished).toMatchObject({ kind: 'verified', receipt: { sha256: sha256(bytes) } });
      expect(await readFile(join(folder.root, key))).toEqual(bytes);
      expect(await folder.store.list('')).toHaveLength(1);
    },
  );
});
