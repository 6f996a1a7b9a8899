import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const heldBytes = 16 * 1024 * 1024;

/**
 * The bytes of a socket in order, each no earlier than the latency after it came. Many are on their way at once, so
 * latency costs no throughput; at most 16 MiB are held, then the socket is paused.
 */
export class DelayLine implements AsyncIterable<Buffer> {
  readonly #socket: Socket;
  readonly #latencyMs: () => number;

  constructor(socket: Socket, latencyMs: () => number) {
    this.#socket = socket;
    this.#latencyMs = latencyMs;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, undefined> {
    const socket = this.#socket;
    const queue: { readonly chunk: Buffer; readonly dueMs: number }[] = [];
    let held = 0;
    let ended = false;
    let wake = Promise.withResolvers<void>();
    socket.on('data', (chunk: Buffer) => {
      queue.push({ chunk, dueMs: performance.now() + this.#latencyMs() });
      held += chunk.length;
      if (held > heldBytes) socket.pause();
      wake.resolve();
    });
    const finish = (): void => {
      ended = true;
      wake.resolve();
    };
    socket.on('end', finish);
    socket.on('close', finish);
    for (;;) {
      const next = queue.shift();
      if (next === undefined) {
        if (ended) return undefined;
        await wake.promise;
        wake = Promise.withResolvers<void>();
        continue;
      }
      await until(next.dueMs);
      yield next.chunk;
      held -= next.chunk.length;
      if (held <= heldBytes && socket.isPaused()) socket.resume();
    }
  }
}

/** A timer may come up to a millisecond too early. */
async function until(dueMs: number): Promise<void> {
  for (let waitMs = dueMs - performance.now(); waitMs > 0.25; waitMs = dueMs - performance.now())
    await delay(waitMs);
}
