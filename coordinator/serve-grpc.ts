import { createServer, type Server as Listener } from 'node:net';
import { Server, type ServerCredentials } from '@grpc/grpc-js';
import { serverOptions } from '../shared/rpc/channel-options.ts';
import { type Part, untilAborted } from '../shared/runtime/group.ts';

export interface GrpcServer {
  /** `host:port` as bound. */
  readonly address: string;
  readonly part: Part;
  /** Ends every connection, calls that are under way after a moment; new ones are taken. */
  sendAway(): void;
}

const drainMs = 2_000;
const farewellMs = 500;
/**
 * Connections that wait to be taken while the event loop is busy: as many as Linux allows by default (listen(2),
 * net.core.somaxconn). A fleet dials at one instant, and who finds no room is heard again after seconds up to a
 * minute. Node's own default is 511, and grpc-js cannot be told another.
 */
const backlog = 4_096;

/**
 * Binds a gRPC server; `register` adds its services. Binding happens here, so that a port in use is a start fault.
 * The part ends calls that are under way after two seconds of grace.
 */
export async function openGrpcServer(
  listen: string,
  credentials: ServerCredentials,
  register: (server: Server) => void,
): Promise<GrpcServer> {
  const server = new Server(serverOptions);
  register(server);
  const injector = server.createConnectionInjector(credentials);
  const listener = createServer((socket) => injector.injectConnection(socket));
  const split = listen.lastIndexOf(':');
  const host = listen.slice(0, split);
  const port = await bind(listener, host.replace(/^\[|\]$/g, ''), Number(listen.slice(split + 1)));
  let isSendingAway = false;
  const sendAway = (): void => {
    if (isSendingAway) return;
    isSendingAway = true;
    injector.drain(farewellMs);
    setTimeout(() => {
      isSendingAway = false;
    }, farewellMs).unref();
  };
  return { address: `${host}:${port}`, part: (signal) => serve(server, listener, signal), sendAway };
}

async function bind(listener: Listener, host: string, port: number): Promise<number> {
  return await new Promise<number>((resolve, reject) => {
    const onError = (error: Error): void =>
      reject(new Error(`Cannot listen on ${host}:${port}: ${error.message}`, { cause: error }));
    listener.once('error', onError);
    listener.listen({ host, port, backlog }, () => {
      listener.off('error', onError);
      const bound = listener.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });
}

async function serve(server: Server, listener: Listener, signal: AbortSignal): Promise<void> {
  await untilAborted(signal);
  listener.close();
  await new Promise<void>((resolve) => {
    const force = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, drainMs);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
