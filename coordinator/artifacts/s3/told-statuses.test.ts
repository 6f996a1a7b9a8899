import { randomBytes } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunk, digest, makeArtifactCalls } from '../../../test/builders/artifact-calls.ts';
import { ArtifactServer } from '../../../test/builders/artifact-server.ts';
import { S3Server } from '../../../test/builders/s3-server.ts';
import { StoreBucket } from '../../../test/builders/store-bucket.ts';
import { S3Proxy } from '../../../test/fakes/s3-proxy.ts';

let s3: S3Server;
beforeAll(async () => {
  s3 = await S3Server.start();
});
afterAll(() => s3[Symbol.asyncDispose]());

describe('a bucket in trouble', () => {
  it.each([
    [500, 'InternalError', status.UNAVAILABLE, 'answered 500'],
    [503, 'SlowDown', status.UNAVAILABLE, 'answered 503'],
    [409, 'ConditionalRequestConflict', status.ABORTED, 'another writer'],
    [403, 'AccessDenied', status.FAILED_PRECONDITION, 'check the credentials'],
    [507, 'InsufficientStorage', status.RESOURCE_EXHAUSTED, 'is full'],
  ])('that answers %d %s is told by its status, and nothing is lost', async (http, code, grpc, why) => {
    await using proxy = await S3Proxy.start(s3.port);
    await using stage = await StoreBucket.make(s3, { changes: { endpoint: proxy.endpoint } });
    await using server = await ArtifactServer.start(async () => {
      await stage.reopen();
      return stage.store;
    });
    const client = server.connect();
    const { open, finish, write } = makeArtifactCalls(() => client);
    const bytes = randomBytes(100_000);
    const declaredSizeBytes = bytes.length;
    const trouble = (operation: 'Put', about: string) => {
      proxy.faults = [{ kind: 'answer', operation, about, status: http, code }];
    };
    const told = { code: grpc, details: expect.stringContaining(why) };
    trouble('Put', '.uploads');
    await expect(open({ declaredSizeBytes })).rejects.toMatchObject(told);
    proxy.faults = [];
    await open({ declaredSizeBytes });
    trouble('Put', 'perf');
    await expect(write([chunk(0, bytes)])).rejects.toMatchObject(told);
    proxy.faults = [];
    expect(await open({ declaredSizeBytes })).toMatchObject({ committedOffset: 0 });
    await write([chunk(0, bytes)]);
    trouble('Put', '.sidecars');
    await expect(finish(bytes.length, digest(bytes))).rejects.toMatchObject(told);
    expect(await server.store.list('')).toEqual([]);
    proxy.faults = [];
    expect(await open({ declaredSizeBytes })).toMatchObject({ committedOffset: bytes.length });
    expect(await finish(bytes.length, digest(bytes))).toMatchObject({ receipt: { sha256: digest(bytes) } });
  });
});
