import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { S3Server } from '../../../test/builders/s3-server.ts';
import { StoreBucket } from '../../../test/builders/store-bucket.ts';
import { key, meta, owner, sha256 } from '../../../test/builders/store-stage.ts';
import type { AnnouncedPart, OpenedUpload } from '../artifact-store.ts';
import { partBytes } from './store-deps.ts';

let server: S3Server;
let stage: StoreBucket;
beforeAll(async () => {
  server = await S3Server.start();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  stage = await StoreBucket.make(server);
});
afterEach(() => stage[Symbol.asyncDispose]());

const bytes = randomBytes(partBytes + 70_001);
const parts = [bytes.subarray(0, partBytes), bytes.subarray(partBytes)];
const sized = { ...meta, declaredSizeBytes: bytes.length };
const able = { problem: '' };
const announced = parts.map((part, index): AnnouncedPart => {
  return { number: index + 1, sizeBytes: part.length, sha256: sha256(part) };
});
const digests = parts.map(sha256);
const open = (upload = sized): Promise<OpenedUpload> => stage.store.openUpload(key, upload, able);
const finish = (partDigests = digests) =>
  stage.store.finishUpload(key, owner, bytes.length, sha256(bytes), partDigests);

async function sign(part: AnnouncedPart | undefined, to = key): Promise<string> {
  const signed = await stage.store.signParts(to, owner, part === undefined ? [] : [part]);
  if (signed.kind !== 'signed') throw new Error(`Cannot sign: ${signed.kind}`);
  return signed.urls[0] ?? '';
}

async function put(url: string, body: Uint8Array<ArrayBuffer>, digest: string): Promise<number> {
  const headers = { 'x-amz-checksum-sha256': Buffer.from(digest, 'hex').toString('base64') };
  const answer = await fetch(url, { method: 'PUT', body, ...(digest === '' ? {} : { headers }) });
  await answer.arrayBuffer();
  return answer.status;
}

/** As its sender does it. */
async function store(index: number): Promise<void> {
  const url = await sign(announced[index]);
  expect(await put(url, new Uint8Array(parts[index] ?? []), digests[index] ?? '')).toBe(200);
}

describe('the URL of a part', () => {
  let url: string;
  const small = new Uint8Array(parts[1] ?? []);
  const digest = digests[1] ?? '';
  beforeEach(async () => {
    await open();
    url = await sign(announced[1]);
  });

  it('takes its bytes', async () => {
    expect(await put(url, small, digest)).toBe(200);
  });

  const changed = (name: string, value: string): string => {
    const to = new URL(url);
    to.searchParams.set(name, value);
    return to.href;
  };

  it.each<readonly [string, number, () => Promise<number>]>([
    ['other bytes of that size', 400, () => put(url, new Uint8Array(small.length), digest)],
    ['another digest', 403, () => put(url, new Uint8Array(70_001), sha256(Buffer.alloc(70_001)))],
    ['no digest', 403, () => put(url, small, '')],
    ['fewer bytes', 403, () => put(url, small.subarray(1), digest)],
    ['another part', 403, () => put(changed('partNumber', '1'), small, digest)],
    ['another upload', 403, () => put(changed('uploadId', 'other'), small, digest)],
    ['another key', 403, () => put(url.replace('/perf?', '/other?'), small, digest)],
    ['more time', 403, () => put(changed('X-Amz-Expires', '3000'), small, digest)],
    ['reading', 403, async () => (await fetch(url)).status],
    ['giving up the upload', 403, async () => (await fetch(url, { method: 'DELETE' })).status],
  ])('is not good for %s', async (_what, status, work) => {
    expect(await work()).toBe(status);
    expect(await open()).toMatchObject({ committedOffset: 0 });
  });
});

describe('parts', () => {
  it('are signed for the owner of an open upload, and for nobody else', async () => {
    const [first] = announced;
    const ask = (by: string) => stage.store.signParts(key, by, first === undefined ? [] : [first]);
    expect(await ask(owner)).toEqual({ kind: 'closed' });
    await open();
    expect(await ask('r1.n2.1')).toEqual({ kind: 'closed' });
    expect(await ask(owner)).toMatchObject({ kind: 'signed', validSeconds: 300 });
    await store(0);
    await store(1);
    await finish();
    expect(await ask(owner)).toEqual({ kind: 'closed' });
  });

  it('are signed by the next process too, and count when they are there', async () => {
    await open();
    await store(0);
    stage.crash();
    await stage.reopen();
    await store(1);
    expect(await finish()).toMatchObject({ kind: 'verified', receipt: { sha256: sha256(bytes) } });
    expect(await stage.listUnfinished()).toEqual([]);
  });

  it('that are missing are named by the offset, and what is there stays', async () => {
    await open();
    await store(0);
    expect(await finish()).toEqual({ kind: 'incomplete', committedOffset: partBytes });
    expect(await open()).toEqual({ kind: 'open', committedOffset: partBytes, direct: { partBytes } });
    await store(1);
    expect(await finish()).toMatchObject({ kind: 'verified' });
  });

  it('that are not the ones of the finish are given up', async () => {
    await open();
    await store(0);
    await store(1);
    expect(await finish([digests[0] ?? '', 'a'.repeat(64)])).toMatchObject({ kind: 'mismatch' });
    expect(await stage.store.list('')).toEqual([]);
    expect(await open()).toMatchObject({ kind: 'open', committedOffset: 0 });
  });

  it('of which the whole is another one than was claimed give no receipt', async () => {
    await open();
    await store(0);
    await store(1);
    const claimed = await stage.store.finishUpload(key, owner, bytes.length, 'a'.repeat(64), digests);
    expect(claimed).toMatchObject({ kind: 'mismatch' });
    expect(await stage.store.list('')).toEqual([]);
    expect(await open()).toMatchObject({ kind: 'open', committedOffset: 0 });
  });

  it('of an upload of unknown size may end with a small one', async () => {
    await open(meta);
    await store(0);
    await store(1);
    expect(await finish()).toMatchObject({ kind: 'verified' });
    const text = execFileSync('sha256sum', [stage.pathOf(key)], { encoding: 'utf8' });
    expect(text.slice(0, 64)).toBe(sha256(bytes));
    expect(await stage.listUnfinished()).toEqual([]);
  });

  it('of an upload of unknown size are signed for as long as there is room', async () => {
    const roomy = await StoreBucket.make(server, { changes: { quotaBytes: 40 * 1024 * 1024 } });
    try {
      await roomy.store.openUpload(key, meta, able);
      const kinds: string[] = [];
      for (let number = 1; number <= 6; number += 1) {
        const part = { number, sizeBytes: partBytes, sha256: 'a'.repeat(64) };
        kinds.push((await roomy.store.signParts(key, owner, [part])).kind);
        // Again, as after a refusal: it is no more than it was.
        kinds.push((await roomy.store.signParts(key, owner, [part])).kind);
      }
      expect(kinds.slice(0, 4)).toEqual(['signed', 'signed', 'signed', 'signed']);
      expect(kinds.at(-1)).toBe('full');
    } finally {
      await roomy[Symbol.asyncDispose]();
    }
  });

  it('are gone with their run', async () => {
    await open();
    await store(0);
    await stage.store.removeAll('runs/r1');
    expect(await stage.listUnfinished()).toEqual([]);
    expect(await stage.store.signParts(key, owner, announced.slice(0, 1))).toEqual({ kind: 'closed' });
  });

  it('are not taken of a file that fits in one, or of who could not store them', async () => {
    const whole = { ...meta, declaredSizeBytes: partBytes };
    expect(await open(whole)).toEqual({ kind: 'open', committedOffset: 0 });
    const unable = await stage.store.openUpload(key, sized, { problem: 'no way' });
    expect(unable).toEqual({ kind: 'open', committedOffset: 0 });
  });
});

describe('two coordinators at once', () => {
  it('go on with the parts that the other signed for, and give one receipt', async () => {
    const other = await stage.openOther();
    await open();
    await store(0);
    expect(await other.openUpload(key, sized, able)).toMatchObject({ committedOffset: partBytes });
    await store(1);
    const both = await Promise.allSettled([
      finish(),
      other.finishUpload(key, owner, bytes.length, sha256(bytes), digests),
    ]);
    const receipts = both.flatMap((each) =>
      each.status === 'fulfilled' && each.value.kind === 'verified' ? [each.value.receipt] : [],
    );
    expect(receipts.length).toBeGreaterThan(0);
    expect(receipts.every((receipt) => receipt.verifiedUnixUs === receipts[0]?.verifiedUnixUs)).toBe(true);
    expect(await finish()).toMatchObject({ kind: 'verified', receipt: receipts[0] });
  });
});
