import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { S3Server } from '../../../test/builders/s3-server.ts';
import { StoreBucket } from '../../../test/builders/store-bucket.ts';
import { key, meta, owner, sha256 } from '../../../test/builders/store-stage.ts';
import { type S3Fault, type S3Operation, S3Proxy } from '../../../test/fakes/s3-proxy.ts';
import type { FinishedUpload } from '../artifact-store.ts';
import { StoreFailure, type StoreFailureKind } from '../store-failure.ts';
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
  const limits = { attemptMs: 1_000, requestMs: 4_000 };
  stage = await StoreBucket.make(server, { changes: { endpoint: proxy.endpoint }, limits });
});
afterEach(async () => {
  proxy.faults = [];
  await stage[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

const large = randomBytes(partBytes + 70_001);
const small = randomBytes(70_001);
const name = `/team/toe/${key}`;

async function send(bytes: Buffer): Promise<void> {
  const opened = await stage.store.openUpload(key, { ...meta, declaredSizeBytes: bytes.length });
  const from = opened.kind === 'open' ? opened.committedOffset : bytes.length;
  const writer = await stage.store.openWriter(key, owner, () => undefined);
  for (let at = from; at < bytes.length; at += 65_536)
    await writer?.append(at, bytes.subarray(at, Math.min(bytes.length, at + 65_536)));
  await writer?.close();
}

async function upload(bytes: Buffer): Promise<FinishedUpload> {
  await send(bytes);
  return await stage.store.finishUpload(key, owner, bytes.length, sha256(bytes));
}

async function expectOneObject(bytes: Buffer): Promise<void> {
  const text = execFileSync('sha256sum', [stage.pathOf(key)], { encoding: 'utf8' });
  expect(text.slice(0, 64)).toBe(sha256(bytes));
  expect((await stage.store.list('')).map((object) => object.sha256)).toEqual([sha256(bytes)]);
  expect(await stage.listUnfinished()).toEqual([]);
}

async function failureOf(work: Promise<unknown>): Promise<StoreFailureKind | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof StoreFailure) return error.kind;
    throw error;
  }
}

describe('an answer that is lost', () => {
  it.each<readonly [string, Buffer, S3Fault]>([
    ['to the record of an upload', small, { kind: 'lost', operation: 'Put', about: '.uploads', times: 1 }],
    ['to a small object', small, { kind: 'lost', operation: 'Put', about: name, times: 1 }],
    ['to a receipt', small, { kind: 'lost', operation: 'Put', about: '.sidecars', times: 1 }],
    ['to the beginning', large, { kind: 'lost', operation: 'Create', about: name, times: 1 }],
    ['to a part', large, { kind: 'lost', operation: 'Part', about: name, times: 2 }],
    ['to the completion', large, { kind: 'lost', operation: 'Complete', about: name, times: 1 }],
    ['to the end of the upload', large, { kind: 'lost', operation: 'Delete', about: '.uploads', times: 1 }],
  ])('%s changes nothing', async (_what, bytes, fault) => {
    proxy.faults = [{ ...fault }];
    expect(await upload(bytes)).toMatchObject({ kind: 'verified', receipt: { sha256: sha256(bytes) } });
    expect(proxy.faults[0]?.times).toBe(0);
    // What was begun twice is left over once, and is swept.
    if (fault.operation === 'Create') await stage.abortAll();
    await expectOneObject(bytes);
  });

  it.each([
    { status: 404, code: 'NoSuchUpload' },
    { status: 412, code: 'PreconditionFailed' },
  ])('to the completion is settled by what is there, when it is then said to be $code', async (said) => {
    proxy.faults = [
      { kind: 'lost', operation: 'Complete', about: name, times: 1 },
      { kind: 'answer', operation: 'Complete', about: name, times: 1, ...said },
    ];
    proxy.seen.length = 0;
    expect(await upload(large)).toMatchObject({ kind: 'verified' });
    expect(proxy.count('Get', name)).toBe(1);
    await expectOneObject(large);
  });

  it('to a document does not make it another’s', async () => {
    proxy.faults = [{ kind: 'lost', operation: 'Put', about: 'plan.json', times: 1 }];
    expect(await stage.store.createDocument('runs/r1/plan.json', Buffer.from('1'))).toBe('created');
    expect(await stage.store.createDocument('runs/r1/plan.json', Buffer.from('1'))).toBe('exists');
  });
});

describe('an object that was there before', () => {
  it('without a receipt is proven where it has the same bytes', async () => {
    await send(large);
    proxy.faults = [
      { kind: 'answer', operation: 'Put', about: '.sidecars', status: 500, code: 'InternalError' },
    ];
    const failed = await failureOf(stage.store.finishUpload(key, owner, large.length, sha256(large)));
    expect(failed).toBe('unavailable');
    expect(await stage.store.list('')).toEqual([]);
    proxy.faults = [];
    stage.crash();
    await stage.reopen();
    expect(await upload(large)).toMatchObject({ kind: 'verified' });
    await expectOneObject(large);
  });

  it.each([
    ['small', small],
    ['large', large],
  ])('without a receipt and of nobody gives way to a %s one', async (_what, bytes) => {
    const bucket = await stage.openBucket();
    await bucket.put(stage.layout.object(key), Buffer.from('stray'), { mediaType: 'text/plain' });
    expect(await upload(bytes)).toMatchObject({ kind: 'verified' });
    await expectOneObject(bytes);
  });
});

describe('a server in trouble', () => {
  const troubles: readonly (readonly [string, number, string, StoreFailureKind])[] = [
    ['says that it has failed', 500, 'InternalError', 'unavailable'],
    ['asks for less', 503, 'SlowDown', 'unavailable'],
    ['has another writer', 409, 'ConditionalRequestConflict', 'busy'],
    ['lets nobody write', 403, 'AccessDenied', 'refused'],
    ['is full', 507, 'InsufficientStorage', 'full'],
    ['knows the request not', 501, 'NotImplemented', 'refused'],
  ];
  const places: readonly S3Operation[] = ['Create', 'Part', 'Complete'];

  it.each(troubles.flatMap((trouble) => places.map((place) => [...trouble, place] as const)))(
    'that %s (%d %s: %s) at %s loses nothing',
    async (_what, status, code, kind, operation) => {
      proxy.faults = [{ kind: 'answer', operation, about: name, status, code }];
      expect(await failureOf(upload(large))).toBe(kind);
      expect(await stage.store.list('')).toEqual([]);
      proxy.faults = [];
      expect(await upload(large)).toMatchObject({ kind: 'verified' });
      await expectOneObject(large);
    },
  );

  it.each(troubles.slice(0, 3))(
    'that %s once or twice (%d %s) is asked again',
    async (_what, status, code) => {
      proxy.faults = [
        { kind: 'answer', operation: 'Part', about: name, status, code, times: 2 },
        { kind: 'answer', operation: 'Complete', about: name, status, code, times: 2 },
        { kind: 'answer', operation: 'Put', about: '.sidecars', status, code, times: 2 },
      ];
      expect(await upload(large)).toMatchObject({ kind: 'verified' });
      await expectOneObject(large);
    },
  );

  it('that never answers is given up, and is asked again later', async () => {
    proxy.faults = [{ kind: 'silent', operation: 'Part', about: name }];
    expect(await failureOf(upload(large))).toBe('unavailable');
    proxy.faults = [];
    expect(await upload(large)).toMatchObject({ kind: 'verified' });
    await expectOneObject(large);
  });

  it('that breaks off an answer is read on from there', async () => {
    await upload(large);
    proxy.seen.length = 0;
    proxy.faults = [{ kind: 'cut', afterBytes: 3_000_000, operation: 'Get', about: name, times: 2 }];
    expect(sha256(await buffer(stage.store.open(key, 0, 0)))).toBe(sha256(large));
    expect(proxy.count('Get', name)).toBe(3);
    await using file = await stage.store.toLocalFile(key);
    expect(execFileSync('sha256sum', [file.path], { encoding: 'utf8' }).slice(0, 64)).toBe(sha256(large));
  });
});
