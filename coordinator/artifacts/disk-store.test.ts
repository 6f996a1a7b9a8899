import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/runtime/clock.ts';
import { type Failpoints, noFailpoints } from '../../shared/runtime/failpoint.ts';
import { ObjectMissingError, type UploadMeta } from './artifact-store.ts';
import { type DiskStore, openDiskStore } from './disk-store.ts';

const key = 'runs/r1/node-1/1/perf';
const owner = 'r1.n1.1';
const meta: UploadMeta = {
  owner,
  artifactId: 'perf',
  fileName: 'perf.data',
  mediaType: 'application/octet-stream',
  declaredSizeBytes: 0,
};
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let root: string;
let store: DiskStore;
const openStore = async (failpoints: Failpoints = noFailpoints, floorBytes = 0): Promise<DiskStore> =>
  await openDiskStore({ root, floorBytes, clock: systemClock, failpoints });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'toe-store-'));
  store = await openStore();
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});

async function send(bytes: Buffer, at = 0, to = key): Promise<void> {
  const writer = await store.openWriter(to, owner, () => undefined);
  expect(await writer?.append(at, bytes)).toEqual({ kind: 'taken' });
  await writer?.close();
}

async function upload(bytes: Buffer, to = key): Promise<void> {
  await store.openUpload(to, meta);
  await send(bytes, 0, to);
  expect(await store.finishUpload(to, owner, bytes.length, sha256(bytes))).toMatchObject({
    kind: 'verified',
  });
}

async function read(offset = 0, limit = 0): Promise<Buffer> {
  return await buffer(store.open(key, offset, limit));
}

describe('an upload', () => {
  it('becomes an object with the bytes that sha256sum proves, and nothing is left beside it', async () => {
    const bytes = randomBytes(5 * 1024 * 1024 + 13);
    await upload(bytes);
    const text = execFileSync('sha256sum', [join(root, key)], { encoding: 'utf8' });
    expect(text.slice(0, 64)).toBe(sha256(bytes));
    expect(await store.list('runs/r1')).toEqual([
      {
        key,
        sizeBytes: bytes.length,
        sha256: sha256(bytes),
        fileName: 'perf.data',
        mediaType: 'application/octet-stream',
        verifiedUnixUs: expect.any(Number),
      },
    ]);
    expect(existsSync(join(root, '.uploads', `${key}.part`))).toBe(false);
  });

  it('keeps its bytes whatever the chunks and however often they are sent again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 5_000 }),
        fc.array(fc.tuple(fc.nat(5_000), fc.nat(2_000)), { maxLength: 8 }),
        async (content, repeats) => {
          await store.removeAll('runs/r1');
          const bytes = Buffer.from(content);
          await store.openUpload(key, meta);
          const writer = await store.openWriter(key, owner, () => undefined);
          let received = 0;
          for (const [back, length] of [...repeats, [0, 5_000] as const]) {
            const start = Math.max(0, received - back);
            const chunk = bytes.subarray(start, start + length);
            expect(await writer?.append(start, chunk)).toEqual({ kind: 'taken' });
            received = Math.max(received, start + chunk.length);
          }
          expect(await writer?.close()).toBe(bytes.length);
          const finished = await store.finishUpload(key, owner, bytes.length, sha256(bytes));
          expect(finished.kind).toBe('verified');
          expect(await readFile(join(root, key))).toEqual(bytes);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('goes on after a restart at the durable offset, cut to it', async () => {
    const bytes = randomBytes(3_000);
    await store.openUpload(key, meta);
    await send(bytes.subarray(0, 2_000));
    await store[Symbol.asyncDispose]();
    await appendFile(join(root, '.uploads', `${key}.part`), 'never synced');
    store = await openStore();
    expect(await store.openUpload(key, meta)).toEqual({ kind: 'open', committedOffset: 2_000 });
    expect((await stat(join(root, '.uploads', `${key}.part`))).size).toBe(2_000);
    await send(bytes.subarray(2_000), 2_000);
    expect(await store.finishUpload(key, owner, 3_000, sha256(bytes))).toMatchObject({ kind: 'verified' });
  });

  it('goes on at the size of the file where that is below the durable offset', async () => {
    await store.openUpload(key, meta);
    await send(randomBytes(2_000));
    await store[Symbol.asyncDispose]();
    await writeFile(join(root, '.uploads', `${key}.part`), Buffer.alloc(700));
    store = await openStore();
    expect(await store.openUpload(key, meta)).toEqual({ kind: 'open', committedOffset: 700 });
  });

  it('is continued by its owner alone', async () => {
    await store.openUpload(key, meta);
    expect(await store.openUpload(key, { ...meta, owner: 'r1.n2.1' })).toEqual({ kind: 'foreign' });
    expect(await store.openWriter(key, 'r1.n2.1', () => undefined)).toBeUndefined();
    expect(await store.finishUpload(key, 'r1.n2.1', 0, sha256(Buffer.alloc(0)))).toEqual({ kind: 'unknown' });
  });

  it('says which offset it has where a chunk leaves a gap', async () => {
    await store.openUpload(key, meta);
    const writer = await store.openWriter(key, owner, () => undefined);
    await writer?.append(0, Buffer.from('abc'));
    expect(await writer?.append(5, Buffer.from('f'))).toEqual({ kind: 'gap', receivedOffset: 3 });
  });

  it('has one writer: a newer one supersedes it and goes on behind its bytes', async () => {
    await store.openUpload(key, meta);
    const first = await store.openWriter(key, owner, () => undefined);
    await first?.append(0, Buffer.from('abc'));
    const second = await store.openWriter(key, owner, () => undefined);
    expect(first?.superseded.aborted).toBe(true);
    expect(await first?.append(3, Buffer.from('x'))).toEqual({ kind: 'superseded' });
    expect(second?.durableOffset).toBe(3);
  });

  it('takes no more bytes than were declared', async () => {
    await store.openUpload(key, { ...meta, declaredSizeBytes: 3 });
    const writer = await store.openWriter(key, owner, () => undefined);
    expect(await writer?.append(0, Buffer.from('abcd'))).toEqual({ kind: 'tooLong' });
  });

  it('says how many bytes are durable within two seconds, without an end of the stream', async () => {
    await store.openUpload(key, meta);
    const { promise, resolve } = Promise.withResolvers<number>();
    const writer = await store.openWriter(key, owner, resolve);
    await writer?.append(0, Buffer.from('abc'));
    expect(await promise).toBe(3);
    expect(writer?.durableOffset).toBe(3);
  });
});

describe('finishing', () => {
  it('gives the same receipt again, also after a restart, and refuses another digest', async () => {
    const bytes = Buffer.from('hello');
    await upload(bytes);
    const first = await store.finishUpload(key, owner, 5, sha256(bytes));
    await store[Symbol.asyncDispose]();
    store = await openStore();
    expect(await store.finishUpload(key, owner, 5, sha256(bytes))).toEqual(first);
    expect(await store.openUpload(key, meta)).toMatchObject({ kind: 'finished' });
    const other = await store.finishUpload(key, owner, 5, sha256(Buffer.from('other')));
    expect(other).toEqual({ kind: 'exists', sha256: sha256(bytes) });
  });

  it('names the offset where bytes are missing and keeps what is there', async () => {
    await store.openUpload(key, meta);
    await send(Buffer.from('abc'));
    const finished = await store.finishUpload(key, owner, 5, sha256(Buffer.from('abcde')));
    expect(finished).toEqual({ kind: 'incomplete', committedOffset: 3 });
    await send(Buffer.from('de'), 3);
    expect(await store.finishUpload(key, owner, 5, sha256(Buffer.from('abcde')))).toMatchObject({
      kind: 'verified',
    });
  });

  it.each([
    ['another digest', 3, 'xyz'],
    ['a smaller size', 2, 'ab'],
  ])('begins again at 0 where the bytes have %s', async (_what, size, content) => {
    await store.openUpload(key, meta);
    await send(Buffer.from('abc'));
    const finished = await store.finishUpload(key, owner, size, sha256(Buffer.from(content)));
    expect(finished.kind).toBe('mismatch');
    expect(existsSync(join(root, key))).toBe(false);
    expect(await store.openUpload(key, meta)).toEqual({ kind: 'open', committedOffset: 0 });
    await send(Buffer.from(content));
    expect(await store.finishUpload(key, owner, content.length, sha256(Buffer.from(content)))).toMatchObject({
      kind: 'verified',
    });
  });

  it.each(['store.before-sync', 'store.before-rename', 'store.after-rename', 'store.before-receipt'])(
    'gives one whole object and one receipt after a failure at %s and a restart',
    async (name) => {
      await store[Symbol.asyncDispose]();
      store = await openStore({
        reach: async (reached) => {
          if (reached === name) throw new Error('stop here');
        },
      });
      const bytes = randomBytes(70_000);
      await store.openUpload(key, meta);
      await send(bytes);
      await expect(store.finishUpload(key, owner, bytes.length, sha256(bytes))).rejects.toThrow('stop here');
      await store[Symbol.asyncDispose]();
      store = await openStore();
      const found = await store.openUpload(key, meta);
      expect(found).toMatchObject(
        name.includes('before-s') || name.includes('before-ren')
          ? { kind: 'open', committedOffset: bytes.length }
          : { kind: 'finished' },
      );
      const finished = await store.finishUpload(key, owner, bytes.length, sha256(bytes));
      expect(finished).toMatchObject({ kind: 'verified', receipt: { sha256: sha256(bytes) } });
      expect(await readFile(join(root, key))).toEqual(bytes);
      expect(await store.list('')).toHaveLength(1);
    },
  );
});

describe('space', () => {
  it('refuses an upload that would cross the floor before it takes a byte', async () => {
    await store[Symbol.asyncDispose]();
    store = await openStore(noFailpoints, Number.MAX_SAFE_INTEGER);
    expect(await store.openUpload(key, { ...meta, declaredSizeBytes: 1 })).toMatchObject({ kind: 'full' });
    expect(existsSync(join(root, '.uploads'))).toBe(false);
  });

  it('promises the same space once', async () => {
    const free = await store.freeBytes();
    const half = { ...meta, declaredSizeBytes: Math.floor(free * 0.6) };
    expect(await store.openUpload(key, half)).toMatchObject({ kind: 'open' });
    expect(await store.openUpload('runs/r1/node-2/1/perf', half)).toMatchObject({ kind: 'full' });
    await store.removeAll('runs/r1');
    expect(await store.openUpload('runs/r1/node-2/1/perf', half)).toMatchObject({ kind: 'open' });
  });
});

describe('reading', () => {
  it('gives any part of an object', async () => {
    const bytes = randomBytes(200_000);
    await upload(bytes);
    expect(await read()).toEqual(bytes);
    expect(await read(70_000, 100_000)).toEqual(bytes.subarray(70_000, 170_000));
    expect(await read(199_999)).toEqual(bytes.subarray(199_999));
    expect(await read(200_000)).toEqual(Buffer.alloc(0));
  });

  it('knows no object before its receipt', async () => {
    await store.openUpload(key, meta);
    await send(Buffer.from('abc'));
    await expect(read()).rejects.toThrow(ObjectMissingError);
    await expect(store.toLocalFile(key)).rejects.toThrow(ObjectMissingError);
    expect(await store.list('')).toEqual([]);
  });

  it('lists whole segments of keys only', async () => {
    await upload(Buffer.from('a'), 'runs/r1/node-1/1/perf');
    await upload(Buffer.from('b'), 'runs/r11/node-1/1/perf');
    expect((await store.list('runs/r1/')).map((object) => object.key)).toEqual(['runs/r1/node-1/1/perf']);
    expect((await store.list('runs/r11/node-1/1/perf')).map((object) => object.sizeBytes)).toEqual([1]);
    expect(await store.list('runs')).toHaveLength(2);
  });

  it('removes a run whole, an upload under way too, and no other run', async () => {
    await upload(Buffer.from('a'));
    await upload(Buffer.from('b'), 'runs/r11/node-1/1/perf');
    await store.putDocument('runs/r1/plan.json', Buffer.from('{}'));
    await store.openUpload('runs/r1/node-1/1/late', meta);
    const writer = await store.openWriter('runs/r1/node-1/1/late', owner, () => undefined);
    await store.removeAll('runs/r1');
    expect(await writer?.append(0, Buffer.from('x'))).toEqual({ kind: 'superseded' });
    expect(existsSync(join(root, 'runs/r1'))).toBe(false);
    expect(await store.readDocument('runs/r1/plan.json')).toBeUndefined();
    expect((await store.list('')).map((object) => object.key)).toEqual(['runs/r11/node-1/1/perf']);
    expect(await store.readUploadStatus('runs/r1/node-1/1/late', owner)).toEqual({ kind: 'unknown' });
  });
});

describe('files of a processor', () => {
  const made: UploadMeta = { ...meta, owner: 'flamegraph', artifactId: 'flamegraph', fileName: 'flame.html' };
  const reportKey = 'runs/r1/reports/flamegraph';

  it('are stored with size and digest, and replaced by a newer one', async () => {
    const path = join(root, 'made.html');
    await writeFile(path, 'first');
    const first = await store.putFile(reportKey, path, made);
    expect(first).toMatchObject({ key: reportKey, sizeBytes: 5, sha256: sha256(Buffer.from('first')) });
    expect(await store.putFile(reportKey, path, made)).toEqual(first);
    await writeFile(path, 'second');
    await store.putFile(reportKey, path, made);
    await using local = await store.toLocalFile(reportKey);
    expect(await readFile(local.path, 'utf8')).toBe('second');
    expect(await store.list('')).toHaveLength(1);
  });
});

describe('documents', () => {
  it('are created once and replaced on purpose', async () => {
    expect(await store.createDocument('runs/r1/plan.json', Buffer.from('1'))).toBe('created');
    expect(await store.createDocument('runs/r1/plan.json', Buffer.from('2'))).toBe('exists');
    expect((await store.readDocument('runs/r1/plan.json'))?.toString()).toBe('1');
    await store.putDocument('runs/r1/plan.json', Buffer.from('3'));
    expect((await store.readDocument('runs/r1/plan.json'))?.toString()).toBe('3');
    expect(await store.readDocument('runs/r1')).toBeUndefined();
  });

  it('are created by exactly one of many at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) => store.createDocument('runs/r2/plan.json', Buffer.from(String(n)))),
    );
    expect(results.filter((result) => result === 'created')).toHaveLength(1);
  });
});

describe('keys', () => {
  it.each([
    '../x',
    'runs/../../x',
    '/etc/passwd',
    'runs//x',
    'a\0b',
    '.uploads/x',
    'runs/.',
    '',
    `${'a'.repeat(254)}`,
    'a b',
  ])('outside the store are refused: %j', async (bad) => {
    await expect(async () => await store.putDocument(bad, Buffer.from('x'))).rejects.toThrow(RangeError);
    await expect(async () => await store.openUpload(bad, meta)).rejects.toThrow(RangeError);
    await expect(async () => await store.removeAll(bad)).rejects.toThrow(RangeError);
    await expect(buffer(store.open(bad, 0, 0))).rejects.toThrow(RangeError);
  });
});
