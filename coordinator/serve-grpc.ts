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
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(listen, credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else reject(new Error(`Cannot listen on ${listen}: ${error.message}`, { cause: error }));
    });
  });
  const host = listen.slice(0, listen.lastIndexOf(':'));
  const address = `${host}:${port}`;
  let isSendingAway = false;
  const sendAway = (): void => {
    if (isSendingAway) return;
    isSendingAway = true;
    server.drain(address, farewellMs);
    setTimeout(() => {
      isSendingAway = false;
    }, farewellMs).unref();
  };
  return { address, part: (signal) => serve(server, signal), sendAway };
}

async function serve(server: Server, signal: AbortSignal): Promise<void> {
  await untilAborted(signal);
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
