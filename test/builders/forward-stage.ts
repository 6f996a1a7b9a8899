import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { type ForwardedPort, forwardPort } from '../../cli/connection/kubernetes/forward-port.ts';
import { FakePodForwards } from '../fakes/fake-pod-forwards.ts';
import { waitUntil } from '../faults/harness/wait-until.ts';

/** A forwarded port, the server that answers it for pods, and the sockets of both ends. */
export class ForwardStage implements AsyncDisposable {
  readonly pods: FakePodForwards;
  readonly forwarded: ForwardedPort;
  /** Which pod the next connection goes to. */
  findPod: (signal: AbortSignal) => Promise<string> = async () => 'pod-1';
  readonly #folder: string;
  readonly #cleanUp: DisposableStack;

  private constructor(
    pods: FakePodForwards,
    folder: string,
    forwarded: ForwardedPort,
    cleanUp: DisposableStack,
  ) {
    this.pods = pods;
    this.forwarded = forwarded;
    this.#folder = folder;
    this.#cleanUp = cleanUp;
  }

  static async start(): Promise<ForwardStage> {
    const folder = await mkdtemp(join(tmpdir(), 'toe-forward-'));
    const pods = await FakePodForwards.start(folder);
    const config = new KubeConfig();
    const caData = Buffer.from(pods.ca).toString('base64');
    config.loadFromClusterAndUser(
      { name: 'c', server: pods.url, caData, skipTLSVerify: false },
      { name: 'u', token: 'secret' },
    );
    let stage: ForwardStage | undefined;
    const findPod = async (signal: AbortSignal): Promise<string> => stage?.findPod(signal) ?? '';
    const forwarded = await forwardPort({ config, namespace: 'toe-system', port: 7443, findPod });
    stage = new ForwardStage(pods, folder, forwarded, new DisposableStack());
    return stage;
  }

  /** Serves in the pod; its connections are given to `accept`. */
  async serve(pod: string, accept: (socket: Socket) => void): Promise<Server> {
    const server = createServer((socket) => accept(this.#own(socket)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#cleanUp.defer(() => server.close());
    this.pods.pods.set(pod, (server.address() as AddressInfo).port);
    return server;
  }

  /** Connects to the forwarded port. */
  dial(): Socket {
    return this.#own(connect(this.forwarded.port, '127.0.0.1'));
  }

  /** Throws where a port-forward is left when both ends are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.forwarded.close();
    this.#cleanUp.dispose();
    const isNoneOpen = (): true | undefined => (this.pods.openCount === 0 ? true : undefined);
    await waitUntil(isNoneOpen, { timeoutMs: 5_000, what: 'the last port-forward to end' });
    await this.pods.stop();
    await rm(this.#folder, { recursive: true });
  }

  #own(socket: Socket): Socket {
    socket.on('error', () => undefined);
    this.#cleanUp.defer(() => socket.destroy());
    return socket;
  }
}
