import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../shared/log.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { noFailpoints } from '../../../shared/runtime/failpoint.ts';
import { S3Server } from '../../../test/builders/s3-server.ts';
import { StoreBucket } from '../../../test/builders/store-bucket.ts';
import { key, meta, sha256 } from '../../../test/builders/store-stage.ts';
import { PartSlots } from './part-slots.ts';
import { RelayedUpload } from './relayed-upload.ts';
import { partBytes, type S3StoreDeps } from './store-deps.ts';

let server: S3Server;
let stage: StoreBucket;
let deps: S3StoreDeps;
beforeAll(async () => {
  server = await S3Server.start();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  stage = await StoreBucket.make(server);
  deps = {
    bucket: await stage.openBucket(),
    layout: stage.layout,
    slots: new PartSlots(1, partBytes),
    provesParts: true,
    clock: systemClock,
    failpoints: noFailpoints,
    log: silentLog,
  };
});
afterEach(() => stage[Symbol.asyncDispose]());

function begin(at: string, declaredSizeBytes: number): RelayedUpload {
  const found = { object: undefined, multipart: undefined, tail: undefined, hasTail: false, pieces: 0 };
  return new RelayedUpload(at, { meta: { ...meta, declaredSizeBytes }, ...found }, deps);
}

describe('uploads that share the memory of one part', () => {
  it('do not wait for a sender that has stopped, and lose nothing of it', async () => {
    const bytes = randomBytes(partBytes + 10_000);
    const stopped = begin(key, bytes.length);
    await stopped.take(bytes.subarray(0, 100_000));
    const other = begin('runs/r1/node-2/1/perf', bytes.length);
    await other.take(bytes);
    expect(other.durableOffset).toBe(bytes.length);
    expect(stopped.durableOffset).toBe(100_000);
    await stopped.take(bytes.subarray(100_000));
    for (const upload of [stopped, other]) {
      expect(upload.sha256()).toBe(sha256(bytes));
      expect(await upload.assemble()).toMatchObject({ sizeBytes: bytes.length, sha256: sha256(bytes) });
    }
    expect(deps.slots.isWanted).toBe(false);
  });

  it('take turns where one trickles on and on', async () => {
    const bytes = randomBytes(partBytes);
    const slow = begin(key, bytes.length);
    const other = begin('runs/r1/node-2/1/perf', bytes.length);
    const done = new AbortController();
    const taken = (async () => {
      await slow.take(bytes.subarray(0, 1));
      await other.take(bytes);
      done.abort();
    })();
    for (let at = 1; !done.signal.aborted && at < bytes.length; at += 1) {
      await slow.take(bytes.subarray(at, at + 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await taken;
    expect(other.durableOffset).toBe(bytes.length);
    expect(slow.durableOffset).toBeGreaterThan(0);
    await slow.sync();
    expect(slow.sha256()).toBe(sha256(bytes.subarray(0, slow.receivedOffset)));
  });

  it('give their slot back when the bucket fails them', async () => {
    const upload = begin(key, 2 * partBytes);
    const broken = { ...deps, bucket: failing(deps.bucket) };
    const failed = new RelayedUpload(
      `${key}-2`,
      { meta, object: undefined, multipart: undefined, tail: undefined, hasTail: false, pieces: 0 },
      broken,
    );
    await expect(failed.take(randomBytes(partBytes))).rejects.toThrow('no part today');
    expect([failed.receivedOffset, failed.durableOffset]).toEqual([0, 0]);
    await upload.take(randomBytes(partBytes));
    expect(upload.durableOffset).toBe(partBytes);
    await upload.sync();
  });
});

function failing(bucket: S3StoreDeps['bucket']): S3StoreDeps['bucket'] {
  return new Proxy(bucket, {
    get: (target, name) => {
      if (name === 'putPart') return async () => await Promise.reject(new Error('no part today'));
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
