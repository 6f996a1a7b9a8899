import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { S3Server } from '../../../test/builders/s3-server.ts';
import { StoreBucket } from '../../../test/builders/store-bucket.ts';
import { key, meta, owner, sha256 } from '../../../test/builders/store-stage.ts';
import { S3Proxy } from '../../../test/fakes/s3-proxy.ts';
import type { UploadWriter } from '../artifact-store.ts';
import { StoreFailure } from '../store-failure.ts';
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
  proxy.seen.length = 0;
});
afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

const bytes = randomBytes(2 * partBytes + 1_000_003);
const sized = { ...meta, declaredSizeBytes: bytes.length };
const finish = () => stage.store.finishUpload(key, owner, bytes.length, sha256(bytes));
const storedSum = (): string =>
  execFileSync('sha256sum', [stage.pathOf(key)], { encoding: 'utf8' }).slice(0, 64);

async function openWriter(onDurable: (offset: number) => void = () => undefined): Promise<UploadWriter> {
  const writer = await stage.store.openWriter(key, owner, onDurable);
  if (writer === undefined) throw new Error('Cannot write: there is no upload');
  return writer;
}

/** In chunks, as agents send it. */
async function append(writer: UploadWriter, from: number, to: number, source = bytes): Promise<void> {
  for (let at = from; at < to; at += 65_536)
    await writer.append(at, source.subarray(at, Math.min(to, at + 65_536)));
}

describe('an upload of several parts', () => {
  it('is relayed part by part, and proven without reading it back', async () => {
    await stage.store.openUpload(key, sized);
    const durable: number[] = [];
    const writer = await openWriter((offset) => durable.push(offset));
    await append(writer, 0, bytes.length);
    expect(durable).toEqual([partBytes, 2 * partBytes, bytes.length]);
    await writer.close();
    expect(await finish()).toMatchObject({ kind: 'verified', receipt: { sha256: sha256(bytes) } });
    expect(storedSum()).toBe(sha256(bytes));
    expect(proxy.count('Part')).toBe(3);
    expect(proxy.count('Get', `/team/toe/${key}`)).toBe(0);
    expect(await stage.listUnfinished()).toEqual([]);
  });

  it('goes on behind its parts in the next process, and is then read back to be proven', async () => {
    await stage.store.openUpload(key, sized);
    await append(await openWriter(), 0, partBytes + 500_000);
    stage.crash();
    await stage.reopen();
    proxy.seen.length = 0;
    expect(await stage.store.openUpload(key, sized)).toEqual({ kind: 'open', committedOffset: partBytes });
    const writer = await openWriter();
    await append(writer, partBytes, bytes.length);
    await writer.close();
    expect(await finish()).toMatchObject({ kind: 'verified' });
    expect(proxy.count('Part')).toBe(2);
    expect(proxy.count('Get', `/team/toe/${key}`)).toBe(1);
    expect(storedSum()).toBe(sha256(bytes));
    expect(await stage.listUnfinished()).toEqual([]);
  });

  it('goes on in the middle of a part where its sender had stopped before', async () => {
    await stage.store.openUpload(key, sized);
    const writer = await openWriter();
    await append(writer, 0, partBytes + 300_001);
    await vi.waitFor(() => expect(writer.durableOffset).toBe(partBytes + 300_001), { timeout: 5_000 });
    stage.crash();
    await stage.reopen();
    const opened = await stage.store.openUpload(key, sized);
    expect(opened).toEqual({ kind: 'open', committedOffset: partBytes + 300_001 });
    const next = await openWriter();
    await append(next, partBytes + 300_001, bytes.length);
    await next.close();
    expect(await finish()).toMatchObject({ kind: 'verified' });
    expect(storedSum()).toBe(sha256(bytes));
    expect(await stage.listUnfinished()).toEqual([]);
  });

  it('of unknown size ends with what was left of it', async () => {
    await stage.store.openUpload(key, meta);
    const writer = await openWriter();
    await append(writer, 0, bytes.length);
    expect(await writer.close()).toBe(bytes.length);
    expect(await finish()).toMatchObject({ kind: 'verified' });
    expect(storedSum()).toBe(sha256(bytes));
    expect(await stage.listUnfinished()).toEqual([]);
  });

  it('begins again at 0 where its bytes are not the ones of the digest, also after a restart', async () => {
    const other = Buffer.from(bytes);
    other.writeUInt8(bytes.readUInt8(partBytes + 7) ^ 1, partBytes + 7);
    await stage.store.openUpload(key, sized);
    await append(await openWriter(), 0, 2 * partBytes, other);
    stage.crash();
    await stage.reopen();
    await stage.store.openUpload(key, sized);
    const writer = await openWriter();
    await append(writer, 2 * partBytes, bytes.length, other);
    await writer.close();
    expect(await finish()).toMatchObject({ kind: 'mismatch' });
    expect(await stage.store.list('')).toEqual([]);
    expect(await stage.store.openUpload(key, sized)).toEqual({ kind: 'open', committedOffset: 0 });
    const again = await openWriter();
    await append(again, 0, bytes.length);
    await again.close();
    expect(await finish()).toMatchObject({ kind: 'verified' });
    expect(storedSum()).toBe(sha256(bytes));
  });

  it('begins again where somebody gave its multipart upload up', async () => {
    await stage.store.openUpload(key, sized);
    await append(await openWriter(), 0, partBytes);
    const bucket = await stage.openBucket();
    for await (const { key: name, uploadId } of bucket.listMultiparts('')) await bucket.abort(name, uploadId);
    const writer = await openWriter();
    await expect(append(writer, partBytes, bytes.length)).rejects.toThrow(StoreFailure);
    expect(await stage.store.openUpload(key, sized)).toEqual({ kind: 'open', committedOffset: 0 });
  });

  it('takes the bytes of a newer writer and refuses those of the older', async () => {
    await stage.store.openUpload(key, sized);
    const older = await openWriter();
    await append(older, 0, 1_000_000);
    const newer = await openWriter();
    expect(older.superseded.aborted).toBe(true);
    expect(await older.append(1_000_000, Buffer.from('x'))).toEqual({ kind: 'superseded' });
    expect(newer.durableOffset).toBe(1_000_000);
    await append(newer, 1_000_000, bytes.length);
    await newer.close();
    expect(await finish()).toMatchObject({ kind: 'verified' });
    expect(storedSum()).toBe(sha256(bytes));
  });
});

describe('two coordinators at once', () => {
  it('give one object and one receipt, whoever finishes first', async () => {
    await stage.store.openUpload(key, sized);
    const writer = await openWriter();
    await append(writer, 0, bytes.length);
    await writer.close();
    const other = await stage.openOther();
    await other.openUpload(key, sized);
    const both = await Promise.allSettled([
      finish(),
      other.finishUpload(key, owner, bytes.length, sha256(bytes)),
    ]);
    const receipts = both.flatMap((each) =>
      each.status === 'fulfilled' && each.value.kind === 'verified' ? [each.value.receipt] : [],
    );
    expect(receipts.length).toBeGreaterThan(0);
    expect(await finish()).toMatchObject({ kind: 'verified', receipt: receipts[0] });
    expect(receipts.every((receipt) => receipt.verifiedUnixUs === receipts[0]?.verifiedUnixUs)).toBe(true);
    expect(storedSum()).toBe(sha256(bytes));
    expect(await readdir(stage.pathOf('.sidecars/runs/r1/node-1/1'))).toEqual(['perf.json']);
  });

  it('never mix their parts: the later one finishes its own bytes, or begins again', async () => {
    const other = await stage.openOther();
    await stage.store.openUpload(key, sized);
    await append(await openWriter(), 0, partBytes);
    await other.openUpload(key, sized);
    const theirs = await other.openWriter(key, owner, () => undefined);
    const wrong = Buffer.alloc(partBytes, 1);
    for (let at = 0; at < partBytes; at += 65_536)
      await theirs?.append(partBytes + at, wrong.subarray(at, at + 65_536));
    const writer = await openWriter();
    await append(writer, partBytes, bytes.length);
    await writer.close();
    expect(await finish()).toMatchObject({ kind: 'verified' });
    expect(storedSum()).toBe(sha256(bytes));
    expect(sha256(await buffer(stage.store.open(key, 0, 0)))).toBe(sha256(bytes));
  });

  it('begins again where the other changed a part that is there already', async () => {
    const other = await stage.openOther();
    await stage.store.openUpload(key, sized);
    await append(await openWriter(), 0, partBytes);
    await other.openUpload(key, sized);
    const writer = await openWriter();
    await append(writer, partBytes, bytes.length);
    await writer.close();
    const theirs = await other.openWriter(key, owner, () => undefined);
    const wrong = Buffer.alloc(partBytes, 1);
    for (let at = 0; at < partBytes; at += 65_536)
      await theirs?.append(partBytes + at, wrong.subarray(at, at + 65_536));
    expect(await finish()).toEqual({ kind: 'incomplete', committedOffset: 0 });
    expect(await stage.store.list('')).toEqual([]);
    expect(await stage.store.openUpload(key, sized)).toEqual({ kind: 'open', committedOffset: 0 });
    const again = await openWriter();
    await append(again, 0, bytes.length);
    await again.close();
    expect(await finish()).toMatchObject({ kind: 'verified' });
    expect(storedSum()).toBe(sha256(bytes));
  });
});
