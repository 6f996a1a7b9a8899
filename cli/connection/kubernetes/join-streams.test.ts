import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ForwardStage } from '../../../test/builders/forward-stage.ts';
import { waitUntil } from '../../../test/faults/harness/wait-until.ts';

const chunk = randomBytes(1024 * 1024);
const chunks = 96;
const total = chunks * chunk.length;
const digest = createHash('sha256')
  .update(Buffer.concat(Array(chunks).fill(chunk)))
  .digest('hex');

let stage: ForwardStage;

beforeEach(async () => {
  stage = await ForwardStage.start();
});

afterEach(() => stage[Symbol.asyncDispose]());

/** The number when it has not changed for a second. */
async function untilStill(read: () => number): Promise<number> {
  let [last, since] = [Number.NaN, 0];
  return waitUntil(
    () => {
      const now = read();
      if (now !== last) [last, since] = [now, performance.now()];
      return performance.now() - since > 1_000 ? now : undefined;
    },
    { timeoutMs: 20_000, what: 'the stream to stand still', pollMs: 20 },
  );
}

async function digestOf(socket: Socket): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of socket) hash.update(bytes as Buffer);
  return hash.digest('hex');
}

/** Writes all of it as fast as it is taken; how much was taken stands in the socket. */
function writeAll(socket: Socket): void {
  let written = 0;
  const more = (): void => {
    while (written < total && !socket.destroyed) {
      written += chunk.length;
      if (!socket.write(chunk)) {
        socket.once('drain', more);
        return;
      }
    }
    socket.end();
  };
  more();
}

const takenBy = (socket: Socket): number => socket.bytesWritten - socket.writableLength;

describe.each(['v4.channel.k8s.io', 'v5.channel.k8s.io'] as const)('a stream by %s', (protocol) => {
  beforeEach(() => {
    stage.pods.protocol = protocol;
  });

  it('takes no more from us than a slow pod takes, and loses nothing', async () => {
    const accepted = Promise.withResolvers<Socket>();
    await stage.serve('pod-1', (socket) => accepted.resolve(socket.pause()));
    const socket = stage.dial();
    writeAll(socket);
    expect(await untilStill(() => takenBy(socket))).toBeLessThan(total / 2);
    expect(await digestOf(await accepted.promise)).toBe(digest);
  });

  it('takes no more from the pod than we take, and loses nothing', async () => {
    const accepted = Promise.withResolvers<Socket>();
    await stage.serve('pod-1', (socket) => {
      accepted.resolve(socket);
      writeAll(socket);
    });
    const socket = stage.dial().pause();
    const inPod = await accepted.promise;
    expect(await untilStill(() => takenBy(inPod))).toBeLessThan(total / 2);
    expect(await digestOf(socket)).toBe(digest);
  });
});
