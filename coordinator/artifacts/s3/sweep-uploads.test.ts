import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../shared/log.ts';
import { type Clock, systemClock } from '../../../shared/runtime/clock.ts';
import { noFailpoints } from '../../../shared/runtime/failpoint.ts';
import { S3Server } from '../../../test/builders/s3-server.ts';
import { StoreBucket } from '../../../test/builders/store-bucket.ts';
import { key, meta, owner } from '../../../test/builders/store-stage.ts';
import { sweepGraceMs } from '../sweep-hourly.ts';
import { readFinished } from './finished-objects.ts';
import { PartSlots } from './part-slots.ts';
import { partBytes } from './store-deps.ts';
import { type SweepDeps, sweepUploads } from './sweep-uploads.ts';

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

const later: Clock = { ...systemClock, unixUs: () => systemClock.unixUs() + (sweepGraceMs + 60_000) * 1_000 };

async function makeDeps(changes: Partial<SweepDeps> = {}): Promise<SweepDeps> {
  return {
    bucket: await stage.openBucket(),
    layout: stage.layout,
    slots: new PartSlots(1, 1),
    provesParts: true,
    clock: later,
    failpoints: noFailpoints,
    log: silentLog,
    mayBeClaimed: async () => false,
    isLoaded: () => false,
    ...changes,
  };
}

async function sweep(changes: Partial<SweepDeps> = {}): Promise<void> {
  await sweepUploads(await makeDeps(changes), new AbortController().signal);
}

/** A part in a multipart upload, which is a piece too, and a tail. */
async function leaveUnfinished(at: string): Promise<void> {
  await stage.store.openUpload(at, meta);
  await stage.send(randomBytes(partBytes + 1_000), 0, at);
}

describe('a sweep', () => {
  it('removes what nobody can claim any more, and all of it', async () => {
    await leaveUnfinished(key);
    expect(await stage.listUnfinished()).toHaveLength(4);
    await sweep();
    expect(await stage.listUnfinished()).toEqual([]);
  });

  it('leaves what an agent may still come with, however old', async () => {
    await leaveUnfinished(key);
    await leaveUnfinished('runs/r2/node-1/1/perf');
    await sweep({ mayBeClaimed: async (found) => found === key });
    expect((await stage.listUnfinished()).toSorted()).toEqual([
      `multipart team/toe/${key}`,
      'perf.json',
      'perf.piece-00001',
      'perf.tail',
    ]);
    await stage.reopen();
    expect(await stage.store.openUpload(key, meta)).toEqual({
      kind: 'open',
      committedOffset: partBytes + 1_000,
    });
  });

  it('leaves what is young, and what this coordinator is at work on', async () => {
    await leaveUnfinished(key);
    await sweep({ clock: systemClock });
    await sweep({ isLoaded: () => true });
    expect(await stage.listUnfinished()).toHaveLength(4);
  });

  it('removes what is left beside a finished object, and not the object', async () => {
    await stage.upload(Buffer.from('done'));
    const { bucket, layout } = await makeDeps();
    await bucket.put(layout.upload(key), Buffer.from(JSON.stringify(meta)), { mediaType: 'a/b' });
    await bucket.beginMultipart(layout.object(key), { mediaType: 'a/b' });
    await sweep();
    expect(await stage.listUnfinished()).toEqual([]);
    expect(await stage.store.finishUpload(key, owner, 4, 'x')).toMatchObject({ kind: 'exists' });
  });

  it('removes an object that never got its receipt', async () => {
    await stage.store.openUpload(key, { ...meta, declaredSizeBytes: 4 });
    await stage.send(Buffer.from('half'));
    const deps = await makeDeps();
    expect(await deps.bucket.head(stage.layout.object(key))).toBeDefined();
    await sweep();
    expect(await deps.bucket.head(stage.layout.object(key))).toBeUndefined();
    expect(await readFinished(key, deps)).toBeUndefined();
  });
});
