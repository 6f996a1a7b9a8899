import { mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ChannelCredentials,
  type Client,
  credentials,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import { pino } from 'pino';
import { vi } from 'vitest';
import { Connection } from '../../agent/connection/connect.ts';
import { openEpochs } from '../../agent/connection/epoch.ts';
import { Outbox } from '../../agent/connection/outbox.ts';
import { readCredential } from '../../agent/connection/read-credential.ts';
import { readCoordinatorConfig } from '../../coordinator/config.ts';
import { type OpenedCoordinator, openCoordinator } from '../../coordinator/coordinator.ts';
import type { AccessRequest } from '../../coordinator/identity/reviews.ts';
import { ensureAuthority } from '../../shared/pki/authority.ts';
import { issueCertificate } from '../../shared/pki/issue-certificate.ts';
import type { AgentServiceClient } from '../../shared/rpc/generated/toe/v1/AgentService.ts';
import type { ArtifactServiceClient } from '../../shared/rpc/generated/toe/v1/ArtifactService.ts';
import type { CaptureServiceClient } from '../../shared/rpc/generated/toe/v1/CaptureService.ts';
import type { ListNodesResponse__Output } from '../../shared/rpc/generated/toe/v1/ListNodesResponse.ts';
import type { Node__Output } from '../../shared/rpc/generated/toe/v1/Node.ts';
import { services } from '../../shared/rpc/services.ts';
import { coordinatorAudience, setBearerToken } from '../../shared/rpc/token-claims.ts';
import { makeArtifactClient } from '../../shared/rpc/write-codec.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { noFailpoints } from '../../shared/runtime/failpoint.ts';
import { runGroup } from '../../shared/runtime/group.ts';
import { FakeReviews } from '../fakes/fake-reviews.ts';
import { IdleCommands } from '../fakes/idle-commands.ts';
import { RawSession, someFacts } from './raw-session.ts';
import { makeAgentToken, makeAgentUser, makeToken } from './tokens.ts';

const name = { 'grpc.ssl_target_name_override': 'localhost' };

/** A unary call as a promise, which rejects with its status. */
export async function ask<T>(
  start: (done: (error: ServiceError | null, value?: T) => void) => unknown,
): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    start((error, value) => {
      if (error === null && value !== undefined) resolve(value);
      else reject(error ?? new Error('empty answer'));
    });
  });
}

/** A whole coordinator in token mode over real TLS, with an API server that the test plays. */
export class TokenStage implements AsyncDisposable {
  readonly directory: string;
  readonly authorityPath: string;
  readonly reviews: FakeReviews;
  readonly coordinator: OpenedCoordinator;
  /** Every line that the coordinator logged. */
  readonly logLines: readonly string[];
  readonly artifacts: ArtifactServiceClient;
  readonly captures: CaptureServiceClient;
  readonly #agents: AgentServiceClient;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>[] = [];
  readonly #sessions: RawSession[] = [];

  private constructor(parts: {
    readonly directory: string;
    readonly authorityPath: string;
    readonly tls: ChannelCredentials;
    readonly reviews: FakeReviews;
    readonly coordinator: OpenedCoordinator;
    readonly logLines: readonly string[];
  }) {
    const { coordinator, tls } = parts;
    this.directory = parts.directory;
    this.authorityPath = parts.authorityPath;
    this.reviews = parts.reviews;
    this.logLines = parts.logLines;
    this.coordinator = coordinator;
    this.#agents = new services.AgentService(coordinator.agentAddress, tls, name);
    this.artifacts = makeArtifactClient(coordinator.agentAddress, tls, name);
    this.captures = new services.CaptureService(coordinator.apiAddress, tls, name);
    this.#running.push(runGroup(coordinator.parts, this.#stopping.signal));
  }

  static async start(): Promise<TokenStage> {
    const directory = await mkdtemp(join(tmpdir(), 'toe-tokens-'));
    const authority = await ensureAuthority(join(directory, 'pki'));
    const own = await issueCertificate(authority, { kind: 'coordinator' });
    const read = readCoordinatorConfig({
      TOE_DATA_DIR: directory,
      TOE_AGENT_LISTEN: '127.0.0.1:0',
      TOE_API_LISTEN: '127.0.0.1:0',
      TOE_OPS_LISTEN: '127.0.0.1:0',
      TOE_TLS_CERT: own.certificatePath,
      TOE_TLS_KEY: own.keyPath,
      TOE_IDENTITY: 'tokens',
      TOE_AGENT_SERVICE_ACCOUNT: 'toe-system:toe-agent',
      TOE_NAMESPACE: 'toe-system',
      TOE_HEARTBEAT_MS: '200',
    });
    if (read.kind === 'faulty') throw new Error(read.message);
    const logLines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => logLines.push(line) });
    const reviews = new FakeReviews();
    const coordinator = await openCoordinator(read.config, { log, failpoints: noFailpoints, reviews });
    const { certificatePath: authorityPath } = authority;
    const tls = credentials.createSsl(await readFile(authorityPath));
    const stage = new TokenStage({ directory, authorityPath, tls, reviews, coordinator, logLines });
    await coordinator.serving;
    return stage;
  }

  /** A valid token of the agent on a node. */
  agentToken(node: string, lifetimeMs = 600_000, id = '1'): string {
    const expiresUnixMs = Date.now() + lifetimeMs;
    const token = makeAgentToken({ node, expiresUnixMs, id });
    this.reviews.know(token, makeAgentUser(node), { audience: coordinatorAudience, expiresUnixMs });
    return token;
  }

  /** The token of a person whom the API server knows, and what they may do. */
  personToken(person: string, allows: (request: AccessRequest) => boolean): string {
    const token = makeToken({ sub: person });
    this.reviews.know(token, { username: person, uid: '', groups: [], extra: {} });
    this.reviews.grant(person, allows);
    return token;
  }

  /** What ListNodes answers to the holder of a token; rejects with its status. */
  async listNodes(token: string): Promise<readonly Node__Output[]> {
    const { nodes } = await ask<ListNodesResponse__Output>((done) =>
      this.captures.listNodes({}, this.metadata(token), done),
    );
    return nodes;
  }

  /** A session that is closed with the stage; without a token it shows none. */
  openSession(token: string | undefined): RawSession {
    const session = new RawSession(this.#agents, this.metadata(token));
    this.#sessions.push(session);
    return session;
  }

  metadata(token: string | undefined): Metadata {
    const metadata = new Metadata();
    if (token !== undefined) setBearerToken(metadata, token);
    return metadata;
  }

  /** Puts a token where an agent reads it, as the kubelet does: behind a symbolic link that is swapped. */
  async writeToken(token: string): Promise<string> {
    const path = join(this.directory, 'token');
    const file = join(this.directory, `token-${Math.random()}`);
    await writeFile(file, token);
    await symlink(file, `${file}.link`);
    await rename(`${file}.link`, path);
    return path;
  }

  /** The real agent's connection, without anything that carries out commands. */
  async connectAgent(tokenPath: string): Promise<Connection> {
    const credential = await readCredential({
      kind: 'token',
      ca: this.authorityPath,
      token: tokenPath,
      nodeName: '',
    });
    const connection = new Connection({
      address: this.coordinator.agentAddress.replace('127.0.0.1', 'localhost'),
      credentials: credential.channel,
      token: credential.token,
      tokenPollMs: 50,
      readFacts: async () => someFacts,
      readHeartbeat: async () => ({ spoolFreeBytes: 1, cpuPressure: 0, memoryPressure: 0, ioPressure: 0 }),
      commands: new IdleCommands(),
      outbox: new Outbox(),
      epochs: openEpochs(this.directory),
      clock: systemClock,
      random: Math.random,
      log: pino({ level: 'silent' }),
      onWelcome: () => undefined,
    });
    this.#running.push(connection.run(this.#stopping.signal));
    await vi.waitFor(() => {
      if (!connection.isWelcomed()) throw new Error('The agent has no session');
    }, 5_000);
    return connection;
  }

  /** The parsed lines of the log with this sentence. */
  logged(sentence: string): readonly Readonly<Record<string, unknown>>[] {
    const lines = this.logLines.map((line): unknown => JSON.parse(line));
    return lines.filter((line): line is Readonly<Record<string, unknown>> => {
      return typeof line === 'object' && line !== null && 'msg' in line && line.msg === sentence;
    });
  }

  /** Ends everything; throws where a line of the log holds a token that was reviewed. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions) session.close();
    const clients: readonly Client[] = [this.#agents, this.artifacts, this.captures];
    for (const client of clients) client.close();
    this.#stopping.abort();
    await Promise.all(this.#running);
    await rm(this.directory, { recursive: true, force: true });
    const leak = this.reviews.tokenReviews.find(({ token }) => this.logLines.join('').includes(token));
    if (leak !== undefined) throw new Error(`A token is in the log: ${leak.token}`);
  }
}
