import { randomBytes } from 'node:crypto';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClientDuplexStream, status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { uploadArtifact } from '../../agent/uploads/upload-artifact.ts';
import { silentLog } from '../../shared/log.ts';
import type { ArtifactServiceClient } from '../../shared/rpc/generated/toe/v1/ArtifactService.ts';
import type { WriteRequest } from '../../shared/rpc/generated/toe/v1/WriteRequest.ts';
import type { WriteResponse__Output } from '../../shared/rpc/generated/toe/v1/WriteResponse.ts';
import { readRetryAfterMs } from '../../shared/rpc/retry-after.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { noFailpoints } from '../../shared/runtime/failpoint.ts';
import { chunk, digest, makeArtifactCalls } from '../../test/builders/artifact-calls.ts';
import { ArtifactServer } from '../../test/builders/artifact-server.ts';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { openDiskStore } from './disk-store.ts';
import { FairTurns } from './fair-turns.ts';
import { NodeLimits, uploadLimits } from './node-limits.ts';

type Stream = ClientDuplexStream<WriteRequest, WriteResponse__Output>;

let server: ArtifactServer;
let client: ArtifactServiceClient;
const { open, finish, write } = makeArtifactCalls(() => client);
const clock = new ManualClock();
const streams: Stream[] = [];

async function start(
  limits: NodeLimits,
  wrap = (store: ArtifactStore): ArtifactStore => store,
): Promise<void> {
  server = await ArtifactServer.start(
    async (options) => {
      const disk = await openDiskStore({ ...options, clock: systemClock });
      return { ...wrap(disk), [Symbol.asyncDispose]: () => disk[Symbol.asyncDispose]() };
    },
    silentLog,
    limits,
  );
  client = server.connect();
}
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.cancel();
  await server[Symbol.asyncDispose]();
});

/** Begins a `Write` of this artifact; what it ends with is kept from being thrown. */
function begin(artifactId: string, node = 'n1'): Stream {
  const stream = client.write();
  stream.on('error', () => undefined);
  stream.resume();
  stream.write({ ...chunk(0, Buffer.from('first')), uploadId: `r1.${node}.1/${artifactId}` });
  streams.push(stream);
  return stream;
}

const failure = async (call: Promise<unknown>): Promise<unknown> =>
  await call.then(
    () => undefined,
    (error: unknown) => error,
  );

async function expectLater(call: Promise<unknown>): Promise<number> {
  const error = await failure(call);
  expect(error).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  expect(readRetryAfterMs(error)).toBeGreaterThan(0);
  return readRetryAfterMs(error);
}

const many = { ...uploadLimits, burst: 1_000 };

describe('a node', () => {
  it('has so many streams at once, and another one when one has ended', async () => {
    await start(new NodeLimits(clock, { ...many, streams: 3 }));
    for (const id of ['a', 'b', 'c']) {
      await open({ artifactId: id });
      begin(id);
    }
    await vi.waitFor(() => expect(server.limits.countStreams()).toBe(3));
    await open();
    await expectLater(write([chunk(0, Buffer.from('x'))]));
    expect(server.heldBack).toEqual(['streams']);
    streams[0]?.cancel();
    await vi.waitFor(() => expect(server.limits.countStreams()).toBe(2));
    await write([chunk(0, Buffer.from('x'))]);
    await finish(1, digest(Buffer.from('x')));
  });

  it('has so many unfinished uploads, which nobody else is held back by', async () => {
    await start(new NodeLimits(clock, { ...many, openUploads: 2 }));
    await open({ artifactId: 'a' });
    await open();
    await expectLater(open({ artifactId: 'c' }));
    await open({ artifactId: 'a' });
    server.caller = { name: 'node-2', uid: 'n2' };
    await open({ artifactId: 'c', commandId: 'r1.n2.1' });
    server.caller = { name: 'node-1', uid: 'n1' };
    await finish(0, digest(Buffer.alloc(0)));
    await open({ artifactId: 'c' });
    await expectLater(open({ artifactId: 'd' }));
    // Uploads that nobody goes on with rest, and do not count.
    clock.advance(61_000);
    await open({ artifactId: 'd' });
    expect(server.heldBack).toEqual(['openUploads', 'openUploads']);
  });

  it('opens thousands of tiny files as slowly as they are let, by the hint that it is given', async () => {
    await start(new NodeLimits(clock, { ...many, openUploads: 10_000, burst: 5, opensPerSecond: 10 }));
    for (let file = 0; file < 5; file += 1) await open({ artifactId: `f${file}` });
    const waitMs = await expectLater(open({ artifactId: 'f5' }));
    expect(waitMs).toBe(100);
    clock.advance(waitMs);
    await open({ artifactId: 'f5' });
    await expectLater(open({ artifactId: 'f6' }));
    expect(server.heldBack).toEqual(['openRate', 'openRate']);
  });

  it('that is an agent comes again when it was told to', async () => {
    await start(new NodeLimits(clock, { ...many, burst: 1, opensPerSecond: 0.5 }));
    await open({ artifactId: 'first' });
    const waits: number[] = [];
    const patient = {
      monotonicUs: () => clock.monotonicUs(),
      unixUs: () => clock.unixUs(),
      sleep: async (ms: number) => {
        waits.push(ms);
        clock.advance(ms);
      },
    };
    await using folder = await mkdtempDisposable(join(tmpdir(), 'toe-limits-'));
    const path = join(folder.path, 'file');
    await writeFile(path, 'bytes');
    const artifact = {
      artifactId: 'perf',
      fileName: 'f',
      mediaType: 'm',
      output: 'perf',
      problem: '',
      sizeBytes: 5,
      sha256: digest(Buffer.from('bytes')),
      complete: true,
      required: true,
    };
    const result = await uploadArtifact(
      { commandId: 'r1.n1.1', artifact, path },
      { client, clock: patient, log: silentLog, failpoints: noFailpoints, random: () => 0 },
      new AbortController().signal,
    );
    expect(result.kind).toBe('delivered');
    expect(waits).toEqual([2_000]);
  });

  it('cannot send without end: no file is bigger than its capture allows', async () => {
    await start(new NodeLimits(clock));
    server.maxArtifactBytes = 100_000;
    await expect(open({ declaredSizeBytes: 100_001 })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
    await open();
    const bytes = randomBytes(60_000);
    const messages = [chunk(0, bytes), chunk(60_000, bytes)];
    await expect(write(messages)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    await vi.waitFor(async () => expect(await open()).toMatchObject({ committedOffset: 60_000 }));
  });
});

it('nodes take turns at a store that is slower than they are, however many uploads each has', async () => {
  const order: string[] = [];
  // A disk that takes one piece after the other.
  let last: Promise<void> = Promise.resolve();
  const slow = (store: ArtifactStore): ArtifactStore => ({
    ...store,
    openWriter: async (key, owner, onDurable) => {
      const writer = await store.openWriter(key, owner, onDurable);
      if (writer === undefined) return undefined;
      return {
        ...writer,
        superseded: writer.superseded,
        durableOffset: 0,
        close: () => writer.close(),
        append: async (offset, bytes) => {
          const before = last;
          const { promise, resolve } = Promise.withResolvers<void>();
          last = promise;
          await before;
          await new Promise((done) => setTimeout(done, 1));
          order.push(owner);
          const appended = await writer.append(offset, bytes);
          resolve();
          return appended;
        },
      };
    },
  });
  await start(new NodeLimits(clock, many, new FairTurns(1)), slow);
  const piece = Buffer.alloc(1_000);
  const fill = (stream: Stream, pieces: number): void => {
    for (let at = 0; at < pieces; at += 1) stream.write(chunk(5 + at * piece.length, piece));
  };
  for (let upload = 0; upload < 10; upload += 1) {
    await open({ artifactId: `a${upload}` });
    fill(begin(`a${upload}`), 400);
  }
  await vi.waitFor(() => expect(order.length).toBeGreaterThan(50));
  server.caller = { name: 'node-2', uid: 'n2' };
  await open({ artifactId: 'b', commandId: 'r1.n2.1' });
  fill(begin('b', 'n2'), 100);
  await vi.waitFor(() => expect(order.filter((owner) => owner === 'r1.n2.1')).toHaveLength(101), {
    timeout: 20_000,
  });
  const first = order.indexOf('r1.n2.1');
  const others = order.slice(first, order.lastIndexOf('r1.n2.1')).filter((owner) => owner === 'r1.n1.1');
  // By uploads it would be a thousand.
  expect(others.length).toBeLessThan(300);
});
