import { once } from 'node:events';
import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import { createServer, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { type KubeConfig, PortForward } from '@kubernetes/client-node';
import { joinStreams, type TunnelSocket } from './join-streams.ts';

export interface PortForwardOptions {
  readonly config: KubeConfig;
  readonly namespace: string;
  /** Port of the pod. */
  readonly port: number;
  /** Which pod a new connection goes to; asked for each. */
  readonly findPod: (signal: AbortSignal) => Promise<string>;
}

/** A port on 127.0.0.1 that leads into a pod. */
export interface ForwardedPort {
  readonly port: number;
  /** Why the latest connection failed, as a clause; undefined while connections work. */
  lastFailure(): string | undefined;
  /** Ends every connection and takes no new ones. */
  close(): void;
}

const connectLimitMs = 30_000;

/**
 * Listens on a free port of the loopback and leads each connection through a websocket of its own to the pod that is
 * found at that moment. A connection whose pod cannot be found or breaks is ended; the next one tries anew.
 */
export async function forwardPort(options: PortForwardOptions): Promise<ForwardedPort> {
  const closing = new AbortController();
  const open = new Set<Socket | TunnelSocket>();
  const agents = new Set<Agent>();
  let failure: string | undefined;
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.setNoDelay(true);
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    connect(socket).catch((error: unknown) => {
      if (!closing.signal.aborted) failure = toClause(error);
      socket.destroy();
    });
  });

  const connect = async (socket: Socket): Promise<void> => {
    const pod = await options.findPod(closing.signal);
    const agent = await readAgent(options.config);
    if (agent !== undefined) agents.add(agent);
    failure = undefined;
    const tunnel = await openTunnel(options, pod, socket, closing.signal, (why) => {
      failure = `pod "${pod}" of namespace "${options.namespace}": ${why}`;
      socket.destroy();
    });
    open.add(tunnel);
    tunnel.on('close', () => open.delete(tunnel));
    if (closing.signal.aborted || socket.destroyed) tunnel.terminate();
    else joinStreams(socket, tunnel);
  };

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    lastFailure: () => failure,
    close: () => {
      closing.abort();
      server.close();
      for (const each of open) {
        if ('terminate' in each) each.terminate();
        else each.destroy();
      }
      for (const agent of agents) agent.destroy();
    },
  };
}

/** What client-node opens its websockets with; ending it ends those that are not open yet. */
async function readAgent(config: KubeConfig): Promise<Agent | undefined> {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  return typeof options.agent === 'object' ? options.agent : undefined;
}

/** `tell` is called with what the kubelet says of a connection that the pod does not take or that breaks. */
async function openTunnel(
  { config, namespace, port }: PortForwardOptions,
  pod: string,
  socket: Socket,
  signal: AbortSignal,
  tell: (why: string) => void,
): Promise<TunnelSocket> {
  const faults = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      const text = chunk.toString().trim();
      if (text !== '') tell(text);
      done();
    },
  });
  const forward = new PortForward(config);
  const opening: Promise<TunnelSocket> = forward.portForward(namespace, pod, [port], socket, faults, socket);
  const ends = AbortSignal.any([signal, AbortSignal.timeout(connectLimitMs)]);
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(new Error(`no answer within ${connectLimitMs / 1000} s`));
  ends.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([opening, aborted.promise]);
  } catch (error) {
    // One that opens after all is of no use any more.
    opening.then((late) => late.terminate()).catch(() => undefined);
    throw new Error(
      `Cannot forward port ${port} of pod "${pod}" in namespace "${namespace}": ${explain(error)}`,
      {
        cause: error,
      },
    );
  } finally {
    ends.removeEventListener('abort', abort);
  }
}

/** A websocket that does not open tells it by an event, which is no Error and has one in it. */
function explain(event: unknown): string {
  const message = typeof event === 'object' && event !== null && 'message' in event ? event.message : '';
  const text = typeof message === 'string' && message !== '' ? message : 'the connection broke';
  switch (/^Unexpected server response: ([0-9]{3})$/.exec(text)?.[1]) {
    case '401':
      return 'the API server does not accept the credential any more';
    case '403':
      return 'the API server does not allow it: the rights get and create on pods/portforward there are needed';
    case '404':
      return 'the pod is gone';
    case undefined:
      return text;
    default:
      return `the API server answered: ${text}`;
  }
}

/** The message of an error as the end of another sentence. */
function toClause(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^C(?=annot )/, 'c');
}
