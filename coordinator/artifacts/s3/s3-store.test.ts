import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { S3Server } from '../../../test/builders/s3-server.ts';
import { StoreBucket } from '../../../test/builders/store-bucket.ts';
import { key, meta, owner, sha256 } from '../../../test/builders/store-stage.ts';
import { S3Proxy } from '../../../test/fakes/s3-proxy.ts';
import { ObjectMissingError } from '../artifact-store.ts';
import { S3Epochs } from './documents.ts';
import { partBytes } from './store-deps.ts';

let server: S3Server;
let proxy: S3Proxy;
let stage: StoreBucket;
beforeAll(async () => {
  server = await S3Server.start();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  proxy = await S3Proxy.start(server.port);
  stage = await StoreBucket.make(server, { changes: { endpoint: proxy.endpoint } });
});
afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

describe('reading from a bucket', () => {
  it('holds no connection while the reader is away, and goes on where it was', async () => {
    // More than the sockets on the way hold.
    const bytes = randomBytes(40_000_000);
    await stage.upload(bytes);
    proxy.seen.length = 0;
    const reading = stage.store.open(key, 0, 0)[Symbol.asyncIterator]();
    const chunks = [(await reading.next()).value as Buffer];
    await vi.waitFor(() => expect(proxy.underWay).toBe(0), { timeout: 20_000 });
    for await (const chunk of { [Symbol.asyncIterator]: () => reading }) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    expect(proxy.count('Get', `/team/toe/${key}`)).toBe(2);
  });

  it('ends where the reader has enough', async () => {
    await stage.upload(randomBytes(4_000_000));
    for await (const chunk of stage.store.open(key, 0, 0)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(await stage.store.list('')).toHaveLength(1);
  });

  it('knows an object no more whose bytes somebody replaced', async () => {
    await stage.upload(Buffer.from('hello'));
    const bucket = await stage.openBucket();
    await bucket.put(stage.layout.object(key), Buffer.from('other'), { mediaType: 'text/plain' });
    expect(await stage.store.list('')).toEqual([]);
    await expect(stage.store.toLocalFile(key)).rejects.toThrow(ObjectMissingError);
    await expect(stage.store.open(key, 0, 0)[Symbol.asyncIterator]().next()).rejects.toThrow(
      ObjectMissingError,
    );
  });

  it('makes a copy only where the work directory has room, and removes it afterwards', async () => {
    await stage.upload(randomBytes(100_000));
    await using file = await stage.store.toLocalFile(key);
    expect((await stat(file.path)).size).toBe(100_000);
    await file[Symbol.asyncDispose]();
    expect(await stage.listCopies()).toEqual([]);
    const full = await StoreBucket.make(server, { changes: { floorBytes: 2 ** 50 } });
    onTestFinished(() => full[Symbol.asyncDispose]());
    await full.upload(randomBytes(100_000));
    await expect(full.store.toLocalFile(key)).rejects.toThrow(/the work directory has no room/);
    expect(await full.listCopies()).toEqual([]);
  });
});

describe('a large file of a processor', () => {
  it('is stored in parts and replaced whole', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'toe-made-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const path = join(directory, 'made');
    const made = { ...meta, owner: 'flamegraph', artifactId: 'flamegraph' };
    for (const size of [2 * partBytes, partBytes + 17, 3, 0]) {
      const bytes = randomBytes(size);
      await writeFile(path, bytes);
      const receipt = await stage.store.putFile('runs/r1/flamegraph', path, made);
      expect(receipt).toMatchObject({ sizeBytes: size, sha256: sha256(bytes) });
      expect((await readFile(stage.pathOf('runs/r1/flamegraph'))).equals(bytes)).toBe(true);
    }
    expect(await stage.store.list('')).toHaveLength(1);
    expect(await stage.listUnfinished()).toEqual([]);
  });
});

describe('removing', () => {
  it('that was cut off leaves the documents by which it is known, and is done again', async () => {
    await stage.upload(Buffer.from('a'));
    await stage.store.putDocument('runs/r1/plan.json', Buffer.from('{}'));
    await stage.store.openUpload('runs/r1/node-1/1/late', meta);
    proxy.faults = [{ kind: 'answer', operation: 'Delete', about: '/node-1/1/perf', status: 403, code: 'x' }];
    await expect(stage.store.removeAll('runs/r1')).rejects.toThrow('allows it not');
    expect(await stage.store.readDocument('runs/r1/plan.json')).toBeDefined();
    proxy.faults = [];
    await stage.store.removeAll('runs/r1');
    expect(await stage.store.listNames('runs')).toEqual([]);
    expect(await stage.listUnfinished()).toEqual([]);
  });
});

describe('a quota', () => {
  it('counts what is stored and what is promised, and what was removed is free again', async () => {
    const small = await StoreBucket.make(server, { changes: { quotaBytes: 100_000 } });
    onTestFinished(() => small[Symbol.asyncDispose]());
    await small.upload(randomBytes(60_000), key, 60_000);
    const other = 'runs/r2/node-1/1/perf';
    const sized = { ...meta, declaredSizeBytes: 60_000 };
    expect(await small.store.openUpload(other, sized)).toMatchObject({ kind: 'full' });
    await small.store.removeAll('runs/r1');
    expect(await small.store.openUpload(other, sized)).toMatchObject({ kind: 'open' });
    expect(await small.store.openUpload('runs/r3/node-1/1/perf', sized)).toMatchObject({ kind: 'full' });
    expect(await stage.store.freeBytes()).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('epochs', () => {
  it('never fall, whoever notes them', async () => {
    const bucket = await stage.openBucket();
    const [one, two] = [new S3Epochs(bucket, stage.layout), new S3Epochs(bucket, stage.layout)];
    expect(await one.readHighest()).toBe(0);
    await one.note(9);
    await two.note(10);
    await two.note(10);
    await expect(one.note(9)).rejects.toThrow('epoch 10 is noted already');
    expect(await one.readHighest()).toBe(10);
    await Promise.allSettled(Array.from({ length: 10 }, (_, at) => one.note(20 - at)));
    expect(await two.readHighest()).toBe(20);
  });
});

describe('documents of two coordinators', () => {
  it('are created by exactly one, and all of them read the same', async () => {
    const other = await stage.openOther();
    for (let round = 0; round < 5; round += 1) {
      const name = `runs/r1/start-${round}.json`;
      const created = await Promise.all(
        [stage.store, other, stage.store, other].map((store, at) =>
          store.createDocument(name, Buffer.from(String(at))),
        ),
      );
      expect(created.filter((each) => each === 'created')).toHaveLength(1);
      const winner = String(created.indexOf('created'));
      expect((await other.readDocument(name))?.toString()).toBe(winner);
    }
  });

  it('keep a finished object: the other digest is refused by both', async () => {
    const other = await stage.openOther();
    await stage.upload(Buffer.from('hello'));
    expect(await other.finishUpload(key, owner, 5, sha256(Buffer.from('other')))).toEqual({
      kind: 'exists',
      sha256: sha256(Buffer.from('hello')),
    });
  });
});

describe('a coordinator that leads no more and does not know it yet', () => {
  it('changes nothing, whatever it was in the middle of', async () => {
    const sized = { ...meta, declaredSizeBytes: 2 * partBytes };
    await stage.store.openUpload(key, sized);
    const writer = await stage.store.openWriter(key, owner, () => undefined);
    await writer?.append(0, Buffer.from('begun'));
    proxy.seen.length = 0;
    stage.mayWrite = false;
    const no = 'does not lead any more';
    await expect(writer?.close()).rejects.toThrow(no);
    await expect(stage.store.createDocument('runs/r1/plan.json', Buffer.from('1'))).rejects.toThrow(no);
    await expect(stage.store.openUpload(`${key}-2`, sized)).rejects.toThrow(no);
    await expect(stage.store.removeAll('runs/r1')).rejects.toThrow(no);
    const reads = new Set(['Get', 'Head', 'List', 'ListParts', 'ListUploads']);
    expect(proxy.seen.filter(({ operation }) => !reads.has(operation))).toEqual([]);
  });
});
