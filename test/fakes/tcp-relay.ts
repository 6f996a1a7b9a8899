import { connect, createServer, type Server, type Socket } from 'node:net';

/** Relays connections to a port of this network, or to a socket of the file system, which any network reaches; can break them all at once, as a dead process or a pulled cable does. */
export class TcpRelay {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #target: number | string = 0;

  private constructor() {
    this.#server = createServer((near) => {
      const target = this.#target;
      if (target === 0) {
        near.destroy();
        return;
      }
      const far = typeof target === 'string' ? connect(target) : connect(target, '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.on('error', () => undefined);
        from.on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    });
  }

  /** At a free port, or at this port or path. */
  static async listen(at: number | string = 0): Promise<TcpRelay> {
    const relay = new TcpRelay();
    const where = typeof at === 'string' ? { path: at } : { port: at, host: '127.0.0.1' };
    await new Promise<void>((resolve) => relay.#server.listen(where, () => resolve()));
    return relay;
  }

  get address(): string {
    const bound = this.#server.address();
    if (bound === null || typeof bound === 'string') throw new Error('Cannot relay: no port is bound');
    return `127.0.0.1:${bound.port}`;
  }

  /** Relays new connections to this port or path from now on. */
  relayTo(target: number | string): void {
    this.#target = target;
  }

  /** Breaks every connection and refuses new ones until `relayTo`. */
  break(): void {
    this.#target = 0;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.break();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
