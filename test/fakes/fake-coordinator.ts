import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, ServerCredentials, type ServerDuplexStream, status } from '@grpc/grpc-js';
import { makeArtifactService, type ReceiptEvent } from '../../coordinator/artifacts/artifact-service.ts';
import { type DiskStore, openDiskStore } from '../../coordinator/artifacts/disk-store.ts';
import { NodeLimits } from '../../coordinator/artifacts/node-limits.ts';
import { certificateIdentity } from '../../coordinator/identity/certificate-identity.ts';
import type { CommandState } from '../../shared/domain/command.ts';
import type { Hello } from '../../shared/domain/node-facts.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { AgentSays, CoordinatorSays } from '../../shared/domain/session-messages.ts';
import { silentLog } from '../../shared/log.ts';
import { ensureAuthority } from '../../shared/pki/authority.ts';
import type { CertificateFiles } from '../../shared/pki/certificate-files.ts';
import { issueCertificate } from '../../shared/pki/issue-certificate.ts';
import { toAgentSays } from '../../shared/rpc/agent-messages.ts';
import { serverOptions } from '../../shared/rpc/channel-options.ts';
import { toCoordinatorMessage } from '../../shared/rpc/coordinator-messages.ts';
import type { AgentMessage__Output } from '../../shared/rpc/generated/toe/v1/AgentMessage.ts';
import type { CoordinatorMessage } from '../../shared/rpc/generated/toe/v1/CoordinatorMessage.ts';
import { services } from '../../shared/rpc/services.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import { artifactServiceDefinition } from '../../shared/rpc/write-codec.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { noFailpoints } from '../../shared/runtime/failpoint.ts';
import { withRules } from '../builders/rules.ts';
import { TcpRelay } from './tcp-relay.ts';

type Call = ServerDuplexStream<AgentMessage__Output, CoordinatorMessage>;

/**
 * A coordinator that does what a test says: a real TLS gRPC server and a real disk store with a scripted session.
 * It checks on its own that every session begins with a hello and counts without gaps.
 */
export class FakeCoordinator implements AsyncDisposable {
  readonly directory: string;
  readonly hellos: Hello[] = [];
  readonly heard: AgentSays[] = [];
  readonly receipts: ReceiptEvent[] = [];
  readonly faults: string[] = [];
  readonly node: CertificateFiles;
  readonly authorityPath: string;
  epoch = 1;
  welcomes = true;
  takesUploads = true;
  /** True: every command comes with a config that says what it asks for. */
  sendsRules = true;
  /** False: uploads are refused for good, as of a run that the store does not know. */
  knowsRuns = true;
  #call: Call | undefined;
  #server: Server | undefined;
  #store: DiskStore | undefined;
  readonly #coordinator: CertificateFiles;
  readonly #relay: TcpRelay;

  private constructor(
    directory: string,
    authorityPath: string,
    node: CertificateFiles,
    own: CertificateFiles,
    relay: TcpRelay,
  ) {
    this.#relay = relay;
    this.directory = directory;
    this.authorityPath = authorityPath;
    this.node = node;
    this.#coordinator = own;
  }

  static async start(): Promise<FakeCoordinator> {
    const directory = await mkdtemp(join(tmpdir(), 'toe-fake-coordinator-'));
    const authority = await ensureAuthority(join(directory, 'pki'));
    const node = await issueCertificate(authority, { kind: 'node', name: 'node-1' });
    const own = await issueCertificate(authority, { kind: 'coordinator' });
    const fake = new FakeCoordinator(
      directory,
      authority.certificatePath,
      node,
      own,
      await TcpRelay.listen(),
    );
    await fake.open();
    return fake;
  }

  /** Stays the same when it is closed and opened again. */
  get address(): string {
    return this.#relay.address;
  }

  get store(): DiskStore {
    if (this.#store === undefined) throw new Error('Cannot use the store: it is closed');
    return this.#store;
  }

  /** Takes connections, for the first time or again. */
  async open(): Promise<void> {
    const root = join(this.directory, 'store');
    this.#store = await openDiskStore({ root, floorBytes: 0, failpoints: noFailpoints, clock: systemClock });
    const server = new Server(serverOptions);
    server.addService(services.AgentService.service, {
      Connect: (call: Call) => {
        this.#serve(call);
      },
    });
    server.addService(
      artifactServiceDefinition,
      makeArtifactService({
        store: this.#store,
        identify: (call) => certificateIdentity.identifyNode(call),
        limits: new NodeLimits(systemClock),
        acceptsRun: () => {
          if (this.takesUploads) return this.knowsRuns;
          throw new StatusError(status.UNAVAILABLE, 'Not now');
        },
        onReceipt: (event) => this.receipts.push(event),
        onProgress: () => undefined,
        log: silentLog,
      }),
    );
    const pem = {
      private_key: await readFile(this.#coordinator.keyPath),
      cert_chain: await readFile(this.#coordinator.certificatePath),
    };
    const credentials = ServerCredentials.createSsl(await readFile(this.authorityPath), [pem], true);
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', credentials, (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    this.#relay.relayTo(port);
    this.#server = server;
  }

  /** Breaks every connection at once, as a process that was killed does. */
  async close(): Promise<void> {
    this.#relay.break();
    this.#server?.forceShutdown();
    this.#server = undefined;
    this.#call = undefined;
    await this.#store?.[Symbol.asyncDispose]();
    this.#store = undefined;
  }

  send(says: CoordinatorSays): void {
    if (this.#call === undefined) throw new Error('Cannot send: no agent is connected');
    if (says.kind !== 'prepare' || !this.sendsRules) {
      this.#call.write(toCoordinatorMessage(says, this.epoch));
      return;
    }
    const { command, document } = withRules(says.command);
    this.#call.write(toCoordinatorMessage({ kind: 'rules', document }, this.epoch));
    this.#call.write(toCoordinatorMessage({ kind: 'prepare', command }, this.epoch));
  }

  get isOpen(): boolean {
    return this.#server !== undefined;
  }

  isConnected(): boolean {
    return this.#call !== undefined;
  }

  /** Ends the session and leaves the connection. */
  endSession(): void {
    this.#call?.emit('error', new StatusError(status.ABORTED, 'Ended by the test'));
    this.#call = undefined;
  }

  outcomesOf(commandId: string): readonly Outcome[] {
    const said = this.heard.flatMap((says) => (says.kind === 'outcome' ? [says.outcome] : []));
    const greeted = this.hellos.flatMap((hello) => hello.outcomes);
    return [...said, ...greeted].filter((outcome) => outcome.commandId === commandId);
  }

  statesOf(commandId: string): readonly CommandState[] {
    return this.heard.flatMap((says) =>
      says.kind === 'commandUpdate' && says.update.commandId === commandId ? [says.update.state] : [],
    );
  }

  receiptsOf(commandId: string): readonly string[] {
    const ids = this.receipts.filter((event) => event.commandId === commandId);
    return [...new Set(ids.map((event) => event.receipt.artifactId))].toSorted();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    await this.#relay.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  #serve(call: Call): void {
    let sequence = 0;
    const end = (): void => {
      if (this.#call === call) this.#call = undefined;
    };
    call.on('data', (wire: AgentMessage__Output) => {
      sequence += 1;
      const says = toAgentSays(wire);
      if (wire.sequence !== sequence) this.faults.push(`sequence ${wire.sequence} where ${sequence} was due`);
      if ((says.kind === 'hello') !== (sequence === 1))
        this.faults.push(`message ${sequence} is ${says.kind}`);
      this.heard.push(says);
      if (says.kind === 'hello') this.#welcome(call, says.hello);
    });
    call.on('end', () => {
      end();
      call.end();
    });
    call.on('cancelled', end);
    call.on('error', end);
  }

  #welcome(call: Call, hello: Hello): void {
    this.hellos.push(hello);
    this.#call = call;
    if (!this.welcomes) return;
    const welcome = {
      sessionId: `s${this.hellos.length}`,
      heartbeatIntervalMs: 200,
      serverUnixUs: systemClock.unixUs(),
      sessionLeaseMs: 30_000,
      leaderAddress: '',
    };
    this.send({ kind: 'welcome', welcome });
  }
}
