import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { DelayLine } from './delay-line.ts';

/** Stands between an agent and its coordinator, counts, and does what networks do to connections. */
export class TcpProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  /** Bytes from the dialling side to the target, over all connections. */
  bytesUp = 0;
  bytesDown = 0;
  /** How often connections that lived were cut. */
  cuts = 0;
  /** Added to every byte, each way. */
  latencyMs = 0;
  /** How fast the target reads on each connection, in bytes a second. */
  upRate = Number.POSITIVE_INFINITY;
  #target: string;
  #flow: 'open' | 'stalled' | 'halfOpen' = 'open';
  #resumed = Promise.withResolvers<void>();

  private constructor(target: string) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => this.#accept(near));
  }

  /** Listens on a free port of the loopback; `target` is `host:port`. */
  static async start(target: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get address(): string {
    const bound = this.#server.address();
    if (bound === null || typeof bound === 'string')
      throw new Error('Cannot name the port: the proxy is closed');
    return `127.0.0.1:${bound.port}`;
  }

  get connections(): number {
    return this.#pairs.size;
  }

  /** Resets every connection, as a firewall or a crash does. New ones are taken. */
  cut(): void {
    if (this.#pairs.size > 0) this.cuts += 1;
    for (const pair of this.#pairs) pair.reset();
  }

  /** Nothing moves any more, and nobody is told; what is sent piles up. */
  stall(): void {
    this.#flow = 'stalled';
  }

  /** Both sides stay connected to the proxy, and what they send is lost: a black hole without reset. */
  halfOpen(): void {
    this.#flow = 'halfOpen';
  }

  /** Ends `stall` and `halfOpen`. A stream that lost bytes is of no more use and is reset. */
  resume(): void {
    if (this.#flow === 'halfOpen') this.cut();
    this.#flow = 'open';
    this.#resumed.resolve();
    this.#resumed = Promise.withResolvers<void>();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.resume();
    for (const pair of this.#pairs) pair.reset();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(near: Socket): void {
    const split = this.#target.lastIndexOf(':');
    const far = connect({
      host: this.#target.slice(0, split),
      port: Number(this.#target.slice(split + 1)),
      allowHalfOpen: true,
      noDelay: true,
    });
    const pair = new Pair(near, far, () => this.#pairs.delete(pair));
    this.#pairs.add(pair);
    const gate = async (): Promise<'pass' | 'lose'> => {
      while (this.#flow === 'stalled') await this.#resumed.promise;
      return this.#flow === 'open' ? 'pass' : 'lose';
    };
    pair.pump(near, far, gate, this, async (count) => {
      this.bytesUp += count;
      if (Number.isFinite(this.upRate)) await delay((count / this.upRate) * 1_000, undefined, { ref: false });
    });
    pair.pump(far, near, gate, this, async (count) => {
      this.bytesDown += count;
    });
  }
}

/** The two sockets of one connection; both go together. */
class Pair {
  readonly #sockets: readonly Socket[];

  constructor(near: Socket, far: Socket, onClosed: () => void) {
    this.#sockets = [near, far];
    for (const socket of this.#sockets) {
      socket.on('error', () => this.reset());
      socket.on('close', () => {
        if (this.#sockets.every((each) => each.closed)) onClosed();
      });
    }
  }

  reset(): void {
    for (const socket of this.#sockets) if (!socket.destroyed) socket.resetAndDestroy();
  }

  pump(
    from: Socket,
    to: Socket,
    gate: () => Promise<'pass' | 'lose'>,
    line: { readonly latencyMs: number },
    onPass: (bytes: number) => Promise<void>,
  ): void {
    const delayed = new DelayLine(from, () => line.latencyMs);
    void (async () => {
      for await (const chunk of delayed) {
        if ((await gate()) === 'lose') continue;
        if (to.destroyed) return;
        await onPass(chunk.length);
        if (!to.write(chunk)) await untilDrained(to);
      }
      to.end();
    })().catch(() => this.reset());
  }
}

/** Until there is room in the socket's buffer again, or it is closed. */
async function untilDrained(socket: Socket): Promise<void> {
  const over = new AbortController();
  const events = ['drain', 'close'].map((name) => once(socket, name, { signal: over.signal }));
  await Promise.race(events).finally(() => over.abort());
  await Promise.allSettled(events);
}
