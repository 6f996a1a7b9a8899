import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noFailpoints } from '../../shared/runtime/failpoint.ts';
import { key, meta, owner, StoreFolder, sha256 } from '../../test/builders/store-folder.ts';
import { ObjectMissingError, type UploadMeta } from './artifact-store.ts';

let folder: StoreFolder;
beforeEach(async () => {
  folder = await StoreFolder.make();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

async function read(offset = 0, limit = 0): Promise<Buffer> {
  return await buffer(folder.store.open(key, offset, limit));
}

describe('space', () => {
  it('refuses an upload that would cross the floor before it takes a byte', async () => {
    await folder.reopen(noFailpoints, Number.MAX_SAFE_INTEGER);
    expect(await folder.store.openUpload(key, { ...meta, declaredSizeBytes: 1 })).toMatchObject({
      kind: 'full',
    });
    expect(existsSync(join(folder.root, '.uploads'))).toBe(false);
  });

  it('promises the same space once', async () => {
    const free = await folder.store.freeBytes();
    const half = { ...meta, declaredSizeBytes: Math.floor(free * 0.6) };
    expect(await folder.store.openUpload(key, half)).toMatchObject({ kind: 'open' });
    expect(await folder.store.openUpload('runs/r1/node-2/1/perf', half)).toMatchObject({ kind: 'full' });
    await folder.store.removeAll('runs/r1');
    expect(await folder.store.openUpload('runs/r1/node-2/1/perf', half)).toMatchObject({ kind: 'open' });
  });
});

describe('reading', () => {
  it('gives any part of an object', async () => {
    const bytes = randomBytes(200_000);
    await folder.upload(bytes);
    expect(await read()).toEqual(bytes);
    expect(await read(70_000, 100_000)).toEqual(bytes.subarray(70_000, 170_000));
    expect(await read(199_999)).toEqual(bytes.subarray(199_999));
    expect(await read(200_000)).toEqual(Buffer.alloc(0));
  });

  it('knows no object before its receipt', async () => {
    await folder.store.openUpload(key, meta);
    await folder.send(Buffer.from('abc'));
    await expect(read()).rejects.toThrow(ObjectMissingError);
    await expect(folder.store.toLocalFile(key)).rejects.toThrow(ObjectMissingError);
    expect(await folder.store.list('')).toEqual([]);
  });

  it('lists whole segments of keys only', async () => {
    await folder.upload(Buffer.from('a'), 'runs/r1/node-1/1/perf');
    await folder.upload(Buffer.from('b'), 'runs/r11/node-1/1/perf');
    expect((await folder.store.list('runs/r1/')).map((object) => object.key)).toEqual([
      'runs/r1/node-1/1/perf',
    ]);
    expect((await folder.store.list('runs/r11/node-1/1/perf')).map((object) => object.sizeBytes)).toEqual([
      1,
    ]);
    expect(await folder.store.list('runs')).toHaveLength(2);
  });

  it('removes a run whole, an upload under way too, and no other run', async () => {
    await folder.upload(Buffer.from('a'));
    await folder.upload(Buffer.from('b'), 'runs/r11/node-1/1/perf');
    await folder.store.putDocument('runs/r1/plan.json', Buffer.from('{}'));
    await folder.store.openUpload('runs/r1/node-1/1/late', meta);
    const writer = await folder.store.openWriter('runs/r1/node-1/1/late', owner, () => undefined);
    await folder.store.removeAll('runs/r1');
    expect(await writer?.append(0, Buffer.from('x'))).toEqual({ kind: 'superseded' });
    expect(existsSync(join(folder.root, 'runs/r1'))).toBe(false);
    expect(await folder.store.readDocument('runs/r1/plan.json')).toBeUndefined();
    expect((await folder.store.list('')).map((object) => object.key)).toEqual(['runs/r11/node-1/1/perf']);
    expect(await folder.store.readUploadStatus('runs/r1/node-1/1/late', owner)).toEqual({ kind: 'unknown' });
  });
});

describe('files of a processor', () => {
  const made: UploadMeta = { ...meta, owner: 'flamegraph', artifactId: 'flamegraph', fileName: 'flame.html' };
  const reportKey = 'runs/r1/reports/flamegraph';

  it('are stored with size and digest, and replaced by a newer one', async () => {
    const path = join(folder.root, 'made.html');
    await writeFile(path, 'first');
    const first = await folder.store.putFile(reportKey, path, made);
    expect(first).toMatchObject({ key: reportKey, sizeBytes: 5, sha256: sha256(Buffer.from('first')) });
    expect(await folder.store.putFile(reportKey, path, made)).toEqual(first);
    await writeFile(path, 'second');
    await folder.store.putFile(reportKey, path, made);
    await using local = await folder.store.toLocalFile(reportKey);
    expect(await readFile(local.path, 'utf8')).toBe('second');
    expect(await folder.store.list('')).toHaveLength(1);
  });
});

describe('documents', () => {
  it('are created once and replaced on purpose', async () => {
    expect(await folder.store.createDocument('runs/r1/plan.json', Buffer.from('1'))).toBe('created');
    expect(await folder.store.createDocument('runs/r1/plan.json', Buffer.from('2'))).toBe('exists');
    expect((await folder.store.readDocument('runs/r1/plan.json'))?.toString()).toBe('1');
    await folder.store.putDocument('runs/r1/plan.json', Buffer.from('3'));
    expect((await folder.store.readDocument('runs/r1/plan.json'))?.toString()).toBe('3');
    expect(await folder.store.readDocument('runs/r1')).toBeUndefined();
  });

  it('are created by exactly one of many at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        folder.store.createDocument('runs/r2/plan.json', Buffer.from(String(n))),
      ),
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
    await expect(async () => await folder.store.putDocument(bad, Buffer.from('x'))).rejects.toThrow(
      RangeError,
    );
    await expect(async () => await folder.store.openUpload(bad, meta)).rejects.toThrow(RangeError);
    await expect(async () => await folder.store.removeAll(bad)).rejects.toThrow(RangeError);
    await expect(buffer(folder.store.open(bad, 0, 0))).rejects.toThrow(RangeError);
  });
});
