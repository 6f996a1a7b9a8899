import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ArtifactServiceClient } from '../../shared/rpc/generated/toe/v1/ArtifactService.ts';
import type { OpenUploadRequest } from '../../shared/rpc/generated/toe/v1/OpenUploadRequest.ts';
import { chunk, digest, makeArtifactCalls, uploadId } from '../../test/builders/artifact-calls.ts';
import { ArtifactServer, type OpenServedStore } from '../../test/builders/artifact-server.ts';
import { S3Server } from '../../test/builders/s3-server.ts';
import { StoreBucket } from '../../test/builders/store-bucket.ts';

let server: ArtifactServer;
let client: ArtifactServiceClient;
const { open, finish, get, write } = makeArtifactCalls(() => client);
async function start(openStore?: OpenServedStore): Promise<void> {
  server = await ArtifactServer.start(openStore);
  client = server.connect();
}
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

let s3: S3Server;
beforeAll(async () => {
  s3 = await S3Server.start();
});
afterAll(() => s3[Symbol.asyncDispose]());

/** A store in a bucket that is removed after the test. */
async function startOnS3(): Promise<void> {
  const stage = await StoreBucket.make(s3, { changes: { quotaBytes: 2 ** 50 } });
  onTestFinished(() => stage[Symbol.asyncDispose]());
  await start(async () => {
    await stage.reopen();
    return stage.store;
  });
}

describe.each([
  { kind: 'disk', begin: () => start() },
  { kind: 'S3', begin: () => startOnS3() },
])('the artifact service with a store on $kind', ({ begin }) => {
  beforeEach(begin);

  it('takes chunks, answers with durable offsets and gives a receipt', async () => {
    const bytes = randomBytes(3_000_000);
    expect(await open()).toMatchObject({ uploadId, committedOffset: 0, receipt: null });
    const messages = [0, 1_000_000, 2_000_000].map((at) => chunk(at, bytes.subarray(at, at + 1_000_000)));
    expect((await write(messages)).at(-1)).toBe(3_000_000);
    const { receipt } = await finish(3_000_000, digest(bytes));
    expect(receipt).toMatchObject({
      key: 'runs/r1/node-1/1/perf',
      sha256: digest(bytes),
      artifactId: 'perf',
    });
    expect(await finish(3_000_000, digest(bytes))).toEqual({ receipt });
    expect(await open()).toMatchObject({ committedOffset: 3_000_000, receipt });
    expect(await get()).toEqual({ committedOffset: 3_000_000, receipt });
  });

  it('stores nothing of a chunk whose checksum differs, and all before it', async () => {
    await open();
    const broken = { ...chunk(3, Buffer.from('def')), crc32: 1 };
    await expect(write([chunk(0, Buffer.from('abc')), broken])).rejects.toMatchObject({
      code: status.DATA_LOSS,
    });
    await vi.waitFor(async () => expect(await open()).toMatchObject({ committedOffset: 3 }));
  });

  it('names the durable offset where a chunk lies beyond it', async () => {
    await open();
    await expect(write([{ ...chunk(7, Buffer.from('x')), uploadId }])).rejects.toMatchObject({
      code: status.OUT_OF_RANGE,
      details: expect.stringContaining('0 are durable'),
    });
  });

  it('skips what it has already', async () => {
    await open();
    await write([chunk(0, Buffer.from('abcd'))]);
    expect(await write([chunk(0, Buffer.from('abcdef'))])).toEqual([6]);
    expect(await finish(6, digest(Buffer.from('abcdef')))).toMatchObject({ receipt: { sizeBytes: 6 } });
  });

  it('ends the older of two streams and takes the bytes of the newer', async () => {
    await open();
    const older = client.write();
    older.resume();
    const ended = once(older, 'error');
    older.write(chunk(0, Buffer.from('abc')));
    await vi.waitFor(() => expect(server.progress.at(-1)?.durableOffset).toBe(3), { timeout: 5_000 });
    const newer = write([{ ...chunk(3, Buffer.from('def')), uploadId }]);
    expect((await ended)[0]).toMatchObject({ code: status.ABORTED });
    expect(await newer).toEqual([6]);
  });

  it('keeps what was received of a stream that broke off', async () => {
    await open();
    const call = client.write();
    call.on('error', () => undefined);
    call.resume();
    call.write(chunk(0, randomBytes(500_000)));
    await vi.waitFor(() => expect(server.progress.at(-1)?.durableOffset).toBe(500_000), { timeout: 5_000 });
    call.cancel();
    expect(await open()).toMatchObject({ committedOffset: 500_000 });
  });

  it('refuses a chunk above 1 MiB, an offset above 2^53 and a stream of no upload', async () => {
    await open();
    const large = chunk(0, Buffer.alloc(1024 * 1024 + 1));
    await expect(write([large])).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    const far = { ...chunk(0, Buffer.from('x')), offset: 2 ** 60 };
    await expect(write([far])).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    const unknown = { ...chunk(0, Buffer.from('x')), uploadId: 'r1.n1.1/other' };
    await expect(write([unknown])).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it('tells a missing byte from a wrong one', async () => {
    await open();
    await write([chunk(0, Buffer.from('abc'))]);
    await expect(finish(4, digest(Buffer.from('abcd')))).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
    });
    await expect(finish(3, digest(Buffer.from('xyz')))).rejects.toMatchObject({ code: status.DATA_LOSS });
    expect(await open()).toMatchObject({ committedOffset: 0 });
    await write([chunk(0, Buffer.from('abc'))]);
    await finish(3, digest(Buffer.from('abc')));
    await expect(finish(3, digest(Buffer.from('xyz')))).rejects.toMatchObject({
      code: status.ALREADY_EXISTS,
    });
  });

  it('believes the credential, not the message', async () => {
    await open();
    server.caller = { name: 'node-2', uid: 'n2' };
    const denied = { code: status.PERMISSION_DENIED };
    await expect(open()).rejects.toMatchObject(denied);
    await expect(write([chunk(0, Buffer.from('x'))])).rejects.toMatchObject(denied);
    await expect(finish(0, digest(Buffer.alloc(0)))).rejects.toMatchObject(denied);
    await expect(get()).rejects.toMatchObject(denied);
    server.caller = undefined;
    await expect(open()).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
  });

  it.each<OpenUploadRequest>([
    { artifactId: '../perf' },
    { artifactId: '/etc/passwd' },
    { artifactId: 'a\0b' },
    { artifactId: '' },
    { commandId: '../../x.n1.1' },
    { commandId: 'r1.n1' },
    { commandId: 'r1/x.n1.1' },
    { fileName: '../x' },
    { fileName: '.hidden' },
    { fileName: 'a\0b' },
    { fileName: 'a/b' },
    { fileName: 'x'.repeat(129) },
    { mediaType: 'text/html\r\nX: y' },
    { declaredSizeBytes: '9007199254740993' },
  ])('refuses %j', async (request) => {
    await expect(open(request)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    expect(await server.store.list('')).toEqual([]);
  });

  it('refuses a run that it does not know and a store without room', async () => {
    server.acceptsRun = false;
    await expect(open()).rejects.toMatchObject({ code: status.NOT_FOUND });
    server.acceptsRun = true;
    await expect(open({ declaredSizeBytes: 2 ** 52 })).rejects.toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
    });
  });
});
