import { createHash, randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { crc32 } from 'node:zlib';
import { type ServiceError, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ArtifactServiceClient } from '../../shared/rpc/generated/toe/v1/ArtifactService.ts';
import type { FinishUploadResponse__Output } from '../../shared/rpc/generated/toe/v1/FinishUploadResponse.ts';
import type { GetUploadResponse__Output } from '../../shared/rpc/generated/toe/v1/GetUploadResponse.ts';
import type { OpenUploadRequest } from '../../shared/rpc/generated/toe/v1/OpenUploadRequest.ts';
import type { OpenUploadResponse__Output } from '../../shared/rpc/generated/toe/v1/OpenUploadResponse.ts';
import type { WriteRequest } from '../../shared/rpc/generated/toe/v1/WriteRequest.ts';
import type { WriteResponse__Output } from '../../shared/rpc/generated/toe/v1/WriteResponse.ts';
import { ArtifactServer } from '../../test/builders/artifact-server.ts';
import { raiseWindows, windowOf } from './raise-windows.ts';

let server: ArtifactServer;
let client: ArtifactServiceClient;
beforeEach(async () => {
  server = await ArtifactServer.start();
  client = server.connect();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

const uploadId = 'r1.n1.1/perf';
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const chunk = (offset: number, bytes: Buffer): WriteRequest => ({
  offset,
  crc32: crc32(bytes),
  data: bytes,
  ...(offset === 0 ? { uploadId } : {}),
});

async function ask<T>(
  start: (callback: (error: ServiceError | null, value?: T) => void) => unknown,
): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    start((error, value) => {
      if (error === null && value !== undefined) resolve(value);
      else reject(error ?? new Error('empty answer'));
    });
  });
}

async function open(request: OpenUploadRequest = {}): Promise<OpenUploadResponse__Output> {
  const whole = { commandId: 'r1.n1.1', artifactId: 'perf', fileName: 'perf.data', ...request };
  return await ask<OpenUploadResponse__Output>((callback) => client.openUpload(whole, callback));
}

async function finish(
  sizeBytes: number,
  digest: string,
  id = uploadId,
): Promise<FinishUploadResponse__Output> {
  return await ask<FinishUploadResponse__Output>((callback) =>
    client.finishUpload({ uploadId: id, sizeBytes, sha256: digest }, callback),
  );
}

/** Sends the messages and gives the durable offsets, or rejects with the status. */
async function write(messages: readonly WriteRequest[]): Promise<readonly number[]> {
  const call = client.write();
  const offsets: number[] = [];
  call.on('data', (answer: WriteResponse__Output) => offsets.push(answer.durableOffset));
  for (const message of messages) call.write(message);
  call.end();
  return await new Promise((resolve, reject) => {
    call.once('error', reject);
    call.once('status', () => resolve(offsets));
  });
}

describe('the artifact service', () => {
  it('takes chunks, answers with durable offsets and gives a receipt', async () => {
    const bytes = randomBytes(3_000_000);
    expect(await open()).toMatchObject({ uploadId, committedOffset: 0, receipt: null });
    const messages = [0, 1_000_000, 2_000_000].map((at) => chunk(at, bytes.subarray(at, at + 1_000_000)));
    expect((await write(messages)).at(-1)).toBe(3_000_000);
    const { receipt } = await finish(3_000_000, sha256(bytes));
    expect(receipt).toMatchObject({
      key: 'runs/r1/node-1/1/perf',
      sha256: sha256(bytes),
      artifactId: 'perf',
    });
    expect(await finish(3_000_000, sha256(bytes))).toEqual({ receipt });
    expect(await open()).toMatchObject({ committedOffset: 3_000_000, receipt });
    const got = await ask<GetUploadResponse__Output>((callback) => client.getUpload({ uploadId }, callback));
    expect(got).toEqual({ committedOffset: 3_000_000, receipt });
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
    expect(await finish(6, sha256(Buffer.from('abcdef')))).toMatchObject({ receipt: { sizeBytes: 6 } });
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
    await expect(finish(4, sha256(Buffer.from('abcd')))).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
    });
    await expect(finish(3, sha256(Buffer.from('xyz')))).rejects.toMatchObject({ code: status.DATA_LOSS });
    expect(await open()).toMatchObject({ committedOffset: 0 });
    await write([chunk(0, Buffer.from('abc'))]);
    await finish(3, sha256(Buffer.from('abc')));
    await expect(finish(3, sha256(Buffer.from('xyz')))).rejects.toMatchObject({
      code: status.ALREADY_EXISTS,
    });
  });

  it('believes the credential, not the message', async () => {
    await open();
    server.caller = { name: 'node-2', uid: 'n2' };
    const denied = { code: status.PERMISSION_DENIED };
    await expect(open()).rejects.toMatchObject(denied);
    await expect(write([chunk(0, Buffer.from('x'))])).rejects.toMatchObject(denied);
    await expect(finish(0, sha256(Buffer.alloc(0)))).rejects.toMatchObject(denied);
    await expect(
      ask<GetUploadResponse__Output>((callback) => client.getUpload({ uploadId }, callback)),
    ).rejects.toMatchObject(denied);
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

describe('raiseWindows', () => {
  it('raises the window of a connection that uploads, and of no other', async () => {
    const sessions = new Map<string, NonNullable<ServerHttp2Stream['session']>>();
    const onStream = (message: unknown): void => {
      const { stream, headers } = message as { stream: ServerHttp2Stream; headers: IncomingHttpHeaders };
      if (stream.session !== undefined) sessions.set(String(headers[':path']), stream.session);
    };
    subscribe('http2.server.stream.created', onStream);
    using _windows = raiseWindows();
    await open();
    const write = server.connect().write();
    write.on('error', () => undefined);
    write.resume();
    write.write(chunk(0, Buffer.from('a')));
    await vi.waitFor(() => expect(server.progress.length).toBeGreaterThan(0), { timeout: 5_000 });
    unsubscribe('http2.server.stream.created', onStream);
    const windows = [...sessions].map(([path, session]) => [
      path,
      session.state.effectiveLocalWindowSize,
      session.localSettings.initialWindowSize,
    ]);
    expect(windows).toEqual([
      ['/toe.v1.ArtifactService/OpenUpload', 65_535, 65_535],
      ['/toe.v1.ArtifactService/Write', 8_388_608, 8_388_608],
    ]);
    write.cancel();
  });

  it.each([
    [1, 8_388_608],
    [2, 4_194_304],
    [3, 2_097_152],
    [16, 524_288],
    [1_000, 65_536],
  ])('shares 8 MiB among %d uploads', (running, bytes) => {
    expect(windowOf(8 * 1024 * 1024, running)).toBe(bytes);
  });
});
