import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeEachStore } from '../../test/builders/each-store.ts';
import { key, meta, owner, sha256 } from '../../test/builders/store-stage.ts';
import { ObjectMissingError, type UploadMeta } from './artifact-store.ts';

describeEachStore('a store', (stage) => {
  const read = async (offset = 0, limit = 0): Promise<Buffer> =>
    await buffer(stage().store.open(key, offset, limit));

  it('refuses an upload for which it has no room before it takes a byte', async () => {
    await stage().reopen({ room: 'none' });
    expect(await stage().store.openUpload(key, { ...meta, declaredSizeBytes: 2 })).toMatchObject({
      kind: 'full',
    });
    expect(await stage().listUnfinished()).toEqual([]);
  });

  describe('reading', () => {
    it('gives any part of an object', async () => {
      const bytes = randomBytes(200_000);
      await stage().upload(bytes);
      expect(await read()).toEqual(bytes);
      expect(await read(70_000, 100_000)).toEqual(bytes.subarray(70_000, 170_000));
      expect(await read(199_999)).toEqual(bytes.subarray(199_999));
      expect(await read(200_000)).toEqual(Buffer.alloc(0));
    });

    it('knows no object before its receipt', async () => {
      await stage().store.openUpload(key, meta);
      await stage().send(Buffer.from('abc'));
      await expect(read()).rejects.toThrow(ObjectMissingError);
      await expect(stage().store.toLocalFile(key)).rejects.toThrow(ObjectMissingError);
      expect(await stage().store.list('')).toEqual([]);
    });

    it('lists an upload until it has its receipt, at and below a key, with what is durable', async () => {
      const late = 'runs/r1/node-1/1/late';
      await stage().upload(Buffer.from('a'));
      await stage().store.openUpload(late, { ...meta, fileName: 'late.txt', mediaType: 'text/plain' });
      await stage().send(Buffer.from('abc'), 0, late);
      const file = { key: late, fileName: 'late.txt', mediaType: 'text/plain' };
      const unfinished = { ...file, durableBytes: 3, readableBytes: 3 };
      for (const prefix of ['', 'runs/r1/node-1/1', late])
        expect(await stage().store.listUnfinished(prefix)).toEqual([unfinished]);
      for (const prefix of [key, 'runs/r', 'runs/r2'])
        expect(await stage().store.listUnfinished(prefix)).toEqual([]);
      expect((await stage().store.finishUpload(late, owner, 3, sha256(Buffer.from('abc')))).kind).toBe(
        'verified',
      );
      expect(await stage().store.listUnfinished('')).toEqual([]);
    });

    it('gives up an upload with all its bytes, and no finished object', async () => {
      await stage().store.openUpload(key, meta);
      const writer = await stage().store.openWriter(key, owner, () => undefined);
      await writer?.append(0, Buffer.from('abc'));
      await stage().store.dropUpload(key);
      expect(await writer?.append(3, Buffer.from('def'))).toEqual({ kind: 'superseded' });
      expect(await stage().store.readUploadStatus(key, owner)).toEqual({ kind: 'unknown' });
      expect(await stage().listUnfinished()).toEqual([]);
      await stage().upload(Buffer.from('xyz'));
      await stage().store.dropUpload(key);
      expect(await read()).toEqual(Buffer.from('xyz'));
    });

    it('lists whole segments of keys only', async () => {
      await stage().upload(Buffer.from('a'), 'runs/r1/node-1/1/perf');
      await stage().upload(Buffer.from('b'), 'runs/r11/node-1/1/perf');
      expect((await stage().store.list('runs/r1/')).map((object) => object.key)).toEqual([
        'runs/r1/node-1/1/perf',
      ]);
      expect((await stage().store.list('runs/r11/node-1/1/perf')).map((object) => object.sizeBytes)).toEqual([
        1,
      ]);
      expect(await stage().store.list('runs')).toHaveLength(2);
    });

    it('removes a run whole, an upload under way too, and no other run', async () => {
      await stage().upload(Buffer.from('a'));
      await stage().upload(Buffer.from('b'), 'runs/r11/node-1/1/perf');
      await stage().store.putDocument('runs/r1/plan.json', Buffer.from('{}'));
      await stage().store.openUpload('runs/r1/node-1/1/late', meta);
      const writer = await stage().store.openWriter('runs/r1/node-1/1/late', owner, () => undefined);
      await stage().store.removeAll('runs/r1');
      expect(await writer?.append(0, Buffer.from('x'))).toEqual({ kind: 'superseded' });
      expect(existsSync(stage().pathOf('runs/r1/node-1/1/perf'))).toBe(false);
      expect(await stage().store.readDocument('runs/r1/plan.json')).toBeUndefined();
      expect((await stage().store.list('')).map((object) => object.key)).toEqual(['runs/r11/node-1/1/perf']);
      expect(await stage().store.readUploadStatus('runs/r1/node-1/1/late', owner)).toEqual({
        kind: 'unknown',
      });
    });
  });

  describe('files of a processor', () => {
    const made: UploadMeta = {
      ...meta,
      owner: 'flamegraph',
      artifactId: 'flamegraph',
      fileName: 'flame.html',
    };
    const reportKey = 'runs/r1/reports/flamegraph';

    it('are stored with size and digest, and replaced by a newer one', async () => {
      const directory = await mkdtemp(join(tmpdir(), 'toe-made-'));
      onTestFinished(() => rm(directory, { recursive: true }));
      const path = join(directory, 'made.html');
      await writeFile(path, 'first');
      const first = await stage().store.putFile(reportKey, path, made);
      expect(first).toMatchObject({ key: reportKey, sizeBytes: 5, sha256: sha256(Buffer.from('first')) });
      expect(await stage().store.putFile(reportKey, path, made)).toEqual(first);
      await writeFile(path, 'second');
      await stage().store.putFile(reportKey, path, made);
      await using local = await stage().store.toLocalFile(reportKey);
      expect(await readFile(local.path, 'utf8')).toBe('second');
      expect(await stage().store.list('')).toHaveLength(1);
    });
  });

  describe('documents', () => {
    it('are created once and replaced on purpose', async () => {
      expect(await stage().store.createDocument('runs/r1/plan.json', Buffer.from('1'))).toBe('created');
      expect(await stage().store.createDocument('runs/r1/plan.json', Buffer.from('2'))).toBe('exists');
      expect((await stage().store.readDocument('runs/r1/plan.json'))?.toString()).toBe('1');
      await stage().store.putDocument('runs/r1/plan.json', Buffer.from('3'));
      expect((await stage().store.readDocument('runs/r1/plan.json'))?.toString()).toBe('3');
      expect(await stage().store.readDocument('runs/r1')).toBeUndefined();
    });

    it('are created by exactly one of many at once', async () => {
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          stage().store.createDocument('runs/r2/plan.json', Buffer.from(String(n))),
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
      await expect(async () => await stage().store.putDocument(bad, Buffer.from('x'))).rejects.toThrow(
        RangeError,
      );
      await expect(async () => await stage().store.openUpload(bad, meta)).rejects.toThrow(RangeError);
      await expect(async () => await stage().store.removeAll(bad)).rejects.toThrow(RangeError);
      await expect(buffer(stage().store.open(bad, 0, 0))).rejects.toThrow(RangeError);
    });
  });
});
