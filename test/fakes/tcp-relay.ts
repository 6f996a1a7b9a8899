import { connect, createServer, type Server, type Socket } from 'node:net';

/** Relays TCP connections to a port; can break them all at once, as a dead process or a pulled cable does. */
export class TcpRelay {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #targetPort = 0;

  private constructor() {
    this.#server = createServer((near) => {
      if (this.#targetPort === 0) {
        near.destroy();
        return;
      }
      const far = connect(this.#targetPort, '127.0.0.1');
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

  static async listen(): Promise<TcpRelay> {
    const relay = new TcpRelay();
    await new Promise<void>((resolve) => relay.#server.listen(0, '127.0.0.1', () => resolve()));
    return relay;
  }

  get address(): string {
    const bound = this.#server.address();
    if (bound === null || typeof bound === 'string') throw new Error('Cannot relay: no port is bound');
    return `127.0.0.1:${bound.port}`;
  }

  /** Relays new connections to this port from now on. */
  relayTo(port: number): void {
    this.#targetPort = port;
  }

  /** Breaks every connection and refuses new ones until `relayTo`. */
  break(): void {
    this.#targetPort = 0;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.break();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
