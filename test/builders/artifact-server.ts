import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import {
  type ArtifactServiceDeps,
  makeArtifactService,
  type ProgressEvent,
  type ReceiptEvent,
} from '../../coordinator/artifacts/artifact-service.ts';
import type { ArtifactStore } from '../../coordinator/artifacts/artifact-store.ts';
import { openDiskStore } from '../../coordinator/artifacts/disk-store.ts';
import { NodeLimits } from '../../coordinator/artifacts/node-limits.ts';
import type { UploadWay } from '../../coordinator/artifacts/upload-way.ts';
import { type Log, silentLog } from '../../shared/log.ts';
import { serverOptions } from '../../shared/rpc/channel-options.ts';
import type { ArtifactServiceClient } from '../../shared/rpc/generated/toe/v1/ArtifactService.ts';
import { artifactServiceDefinition, makeArtifactClient } from '../../shared/rpc/write-codec.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { type Failpoints, noFailpoints } from '../../shared/runtime/failpoint.ts';
import { identifyAs } from './identify-as.ts';

/** Opens the store of a server, for the first time or again. */
export type OpenServedStore = (options: {
  readonly root: string;
  readonly floorBytes: number;
  readonly failpoints: Failpoints;
}) => Promise<ArtifactStore & AsyncDisposable>;

const openOnDisk: OpenServedStore = (options) => openDiskStore({ ...options, clock: systemClock });

/**
 * A real gRPC server with a real store, on a disk unless told otherwise; every caller is node `node-1` with uid `n1`
 * unless told otherwise.
 */
export class ArtifactServer implements AsyncDisposable {
  readonly root: string;
  readonly receipts: ReceiptEvent[] = [];
  readonly progress: ProgressEvent[] = [];
  readonly ways: UploadWay[] = [];
  caller: { name: string; uid: string } | undefined = { name: 'node-1', uid: 'n1' };
  acceptsRun = true;
  readonly limits: NodeLimits;
  /** Undefined: nothing bounds an artifact. */
  maxArtifactBytes: number | undefined;
  readonly heldBack: string[] = [];
  floorBytes = 0;
  /** A coordinator of before does not. */
  knowsParts = true;
  failpoints: Failpoints = noFailpoints;
  #port = 0;
  #server: Server | undefined;
  #store: (ArtifactStore & AsyncDisposable) | undefined;
  readonly #openStore: OpenServedStore;
  readonly #log: Log;
  readonly #clients: ArtifactServiceClient[] = [];

  private constructor(root: string, openStore: OpenServedStore, log: Log, limits: NodeLimits) {
    this.root = root;
    this.#log = log;
    this.limits = limits;
    this.#openStore = openStore;
  }

  static async start(
    openStore: OpenServedStore = openOnDisk,
    log: Log = silentLog,
    limits: NodeLimits = new NodeLimits(systemClock),
  ): Promise<ArtifactServer> {
    const root = await mkdtemp(join(tmpdir(), 'toe-artifacts-'));
    const server = new ArtifactServer(root, openStore, log, limits);
    await server.open();
    return server;
  }

  get store(): ArtifactStore & AsyncDisposable {
    if (this.#store === undefined) throw new Error('Cannot use the store: it is closed');
    return this.#store;
  }

  get isOpen(): boolean {
    return this.#store !== undefined;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Opens the store and binds, the second time on the port of before. */
  async open(): Promise<void> {
    const { root, floorBytes, failpoints } = this;
    this.#store = await this.#openStore({ root, floorBytes, failpoints });
    const server = new Server(serverOptions);
    const deps: ArtifactServiceDeps = {
      store: this.#store,
      identify: async () => identifyAs(this.caller),
      limits: this.limits,
      acceptsRun: () => this.acceptsRun,
      maxArtifactBytes: async () => this.maxArtifactBytes ?? Number.MAX_SAFE_INTEGER,
      onHeldBack: (why) => this.heldBack.push(why),
      onReceipt: (event) => this.receipts.push(event),
      onProgress: (event) => this.progress.push(event),
      onOpened: (way) => this.ways.push(way),
      log: this.#log,
    };
    const { SignParts, ...others } = makeArtifactService(deps);
    server.addService(artifactServiceDefinition, this.knowsParts ? { SignParts, ...others } : { ...others });
    this.#port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(this.address, ServerCredentials.createInsecure(), (error, port) => {
        if (error === null) resolve(port);
        else reject(error);
      });
    });
    this.#server = server;
  }

  /** Ends every connection and closes the store. */
  async close(): Promise<void> {
    this.#server?.forceShutdown();
    await this.#store?.[Symbol.asyncDispose]();
    this.#store = undefined;
  }

  /** A client that is closed with the server. */
  connect(): ArtifactServiceClient {
    const client = makeArtifactClient(this.address, credentials.createInsecure(), {
      'grpc.initial_reconnect_backoff_ms': 20,
      'grpc.max_reconnect_backoff_ms': 50,
    });
    this.#clients.push(client);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    if (this.#store !== undefined) await this.close();
    await rm(this.root, { recursive: true });
  }
}
