import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** One address for several backends, as a Service has: each connection goes to one of those that take it. */
export class ServiceProxy implements AsyncDisposable {
  readonly address: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, sockets: Set<Socket>) {
    this.#server = server;
    this.#sockets = sockets;
    this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** `backends` is asked for each connection. */
  static async start(backends: () => readonly string[]): Promise<ServiceProxy> {
    const sockets = new Set<Socket>();
    const hold = (socket: Socket): Socket => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket.on('error', () => socket.destroy());
    };
    const server = createServer((incoming) => {
      hold(incoming);
      const start = Math.floor(Math.random() * 1_000);
      const order = backends().map((_, index, all) => all[(index + start) % all.length] ?? '');
      const tryNext = (): void => {
        const backend = order.shift();
        if (backend === undefined) {
          incoming.destroy();
          return;
        }
        const [host, port] = backend.split(':');
        const outgoing = hold(connect(Number(port), host));
        let isOpen = false;
        outgoing.once('connect', () => {
          isOpen = true;
          incoming.pipe(outgoing);
          outgoing.pipe(incoming);
        });
        outgoing.once('close', () => (isOpen ? incoming.destroy() : tryNext()));
        incoming.once('close', () => outgoing.destroy());
      };
      tryNext();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ServiceProxy(server, sockets);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await this.#server[Symbol.asyncDispose]();
  }
}
