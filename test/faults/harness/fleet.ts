import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CaptureClient, makeCaptureClient } from '../../../cli/connection/capture-client.ts';
import { toInstance } from '../../../shared/cgroup/to-instance.ts';
import { type Authority, ensureAuthority } from '../../../shared/pki/authority.ts';
import type { CertificateFiles } from '../../../shared/pki/certificate-files.ts';
import { issueCertificate } from '../../../shared/pki/issue-certificate.ts';
import { type CaptureCalls, makeCaptureCalls } from './captures.ts';
import { Child, type ChildOptions } from './child.ts';
import { isAlive, listAgentCgroups, listProcesses, listRunCgroups } from './leftovers.ts';
import { readNodeUid } from './read-node-uid.ts';
import { TcpProxy } from './tcp-proxy.ts';
import { waitUntil } from './wait-until.ts';
import { writeResourceFile } from './write-resource-file.ts';

type Environment = Readonly<Record<string, string>>;

export interface NodeOptions {
  /** How the test calls it; the node's own name has a random end, as others may use this machine too. */
  readonly name: string;
  readonly environment?: Environment;
  /** Another agent than the one of the sources. */
  readonly program?: Pick<ChildOptions, 'main' | 'nodeFlags'>;
  /** The agent dials through a proxy of its own. */
  readonly proxied?: boolean;
  /** Where its spool is, if not in the fleet's own directory; exists. */
  readonly spool?: string;
}

export interface FleetOptions {
  readonly nodes: readonly NodeOptions[];
  readonly coordinatorEnvironment?: Environment;
  /** Files below the folder of resources that are there before the coordinator starts. */
  readonly resources?: Readonly<Record<string, string>>;
  /** Where the store's objects are files, if that is not the data directory's own folder. */
  readonly storeDirectory?: string;
}

/** One agent of a fleet. */
export interface FleetNode {
  readonly name: string;
  readonly uid: string;
  readonly spool: string;
  /** Tells its cgroups apart from those of other agents of this machine. */
  readonly instance: string;
  readonly agent: Child;
  readonly proxy: TcpProxy | undefined;
}

/** A coordinator and agents as real processes on this machine, with certificates and directories of their own. */
export class Fleet implements AsyncDisposable {
  readonly directory: string;
  readonly dataDirectory: string;
  readonly storeDirectory: string;
  readonly coordinator: Child;
  readonly userFiles: CertificateFiles;
  readonly authorityPath: string;
  readonly captures: CaptureCalls;
  readonly #authority: Authority;
  readonly #nodes = new Map<string, FleetNode>();
  readonly #pids: Set<number>;
  #client: CaptureClient;
  #lastTails: string | undefined;

  private constructor(parts: {
    readonly directory: string;
    readonly storeDirectory: string;
    readonly authority: Authority;
    readonly coordinator: Child;
    readonly userFiles: CertificateFiles;
    readonly client: CaptureClient;
    readonly pids: Set<number>;
  }) {
    this.directory = parts.directory;
    this.dataDirectory = join(parts.directory, 'coordinator');
    this.storeDirectory = parts.storeDirectory;
    this.#authority = parts.authority;
    this.coordinator = parts.coordinator;
    this.userFiles = parts.userFiles;
    this.authorityPath = parts.authority.certificatePath;
    this.#client = parts.client;
    this.#pids = parts.pids;
    this.captures = makeCaptureCalls(
      () => this.#client,
      () => this.readTails(),
    );
  }

  /** Resolves when every agent has its session. Nothing is left where it throws. */
  static async start(options: FleetOptions): Promise<Fleet> {
    const directory = await mkdtemp(join(tmpdir(), 'toe-fleet-'));
    await using undo = new AsyncDisposableStack();
    undo.defer(() => rm(directory, { recursive: true, force: true }));
    const authority = await ensureAuthority(join(directory, 'pki'));
    const dataDirectory = join(directory, 'coordinator');
    await mkdir(join(directory, 'logs'));
    for (const [file, text] of Object.entries(options.resources ?? {}))
      await writeResourceFile(dataDirectory, file, text);
    const pids = new Set<number>();
    const coordinator = await Child.start({
      name: 'coordinator',
      main: 'coordinator/main.ts',
      logPath: join(directory, 'logs', 'coordinator.log'),
      onPid: (pid) => pids.add(pid),
      environment: {
        TOE_DATA_DIR: dataDirectory,
        TOE_AGENT_LISTEN: '127.0.0.1:0',
        TOE_API_LISTEN: '127.0.0.1:0',
        TOE_OPS_LISTEN: '127.0.0.1:0',
        TOE_EXIT_WITH_STDIN: '1',
        ...toTlsEnvironment(authority, await issueCertificate(authority, { kind: 'coordinator' })),
        ...options.coordinatorEnvironment,
      },
    });
    undo.defer(async () => void (coordinator.isRunning && (await coordinator.kill('SIGKILL'))));
    const userFiles = await issueCertificate(authority, { kind: 'user', name: 'tester' });
    const client = makeCaptureClient({
      address: coordinator.ready.get('apiAddress') ?? '',
      ca: await readFile(authority.certificatePath),
      certificate: await readFile(userFiles.certificatePath),
      key: await readFile(userFiles.keyPath),
    });
    const { storeDirectory = join(dataDirectory, 'store') } = options;
    const fleet = new Fleet({ directory, storeDirectory, authority, coordinator, userFiles, client, pids });
    try {
      for (const node of options.nodes) await fleet.#addNode(node);
    } catch (error) {
      for (const node of fleet.nodes) await node.proxy?.[Symbol.asyncDispose]();
      for (const node of fleet.nodes) if (node.agent.isRunning) await node.agent.kill('SIGKILL');
      client.close();
      throw error;
    }
    undo.move();
    return fleet;
  }

  get client(): CaptureClient {
    return this.#client;
  }

  get nodes(): readonly FleetNode[] {
    return [...this.#nodes.values()];
  }

  node(name: string): FleetNode {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new Error(`Cannot find node "${name}" in this fleet`);
    return node;
  }

  /** Starts the coordinator again on the addresses of before; `changes` are laid over its environment. */
  async restartCoordinator(changes: Environment = {}): Promise<void> {
    const address = (key: string): string => this.coordinator.ready.get(key) ?? '';
    const listen = {
      TOE_AGENT_LISTEN: address('agentAddress'),
      TOE_API_LISTEN: address('apiAddress'),
      TOE_OPS_LISTEN: address('opsAddress'),
    };
    await this.coordinator.restart({ ...listen, ...changes });
  }

  /** Puts a YAML file into the folder of resources, whole at once. */
  async writeResource(file: string, text: string): Promise<void> {
    await writeResourceFile(this.dataDirectory, file, text);
  }

  /** The ends of all logs, for messages of failed tests. */
  readTails(): string {
    const children = [this.coordinator, ...this.nodes.map((node) => node.agent)];
    return this.#lastTails ?? children.map((child) => child.readTail()).join('\n');
  }

  /** Stops all; throws where a process or a cgroup of this fleet is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
    try {
      for (const { proxy } of this.nodes) proxy?.resume();
      const running = this.nodes.filter(({ agent }) => agent.isRunning);
      await Promise.all(running.map(({ agent }) => agent.kill('SIGTERM')));
      if (this.coordinator.isRunning) await this.coordinator.kill('SIGTERM');
      await this.#expectNothingLeft();
    } finally {
      for (const child of [this.coordinator, ...this.nodes.map((node) => node.agent)])
        if (child.isRunning) await child.kill('SIGKILL');
      for (const { proxy } of this.nodes) await proxy?.[Symbol.asyncDispose]();
      this.#lastTails = this.readTails();
      await rm(this.directory, { recursive: true, force: true });
    }
  }

  async #addNode(options: NodeOptions): Promise<void> {
    const name = `${options.name}-${randomBytes(4).toString('hex')}`;
    const files = await issueCertificate(this.#authority, { kind: 'node', name });
    const target = this.coordinator.ready.get('agentAddress') ?? '';
    const proxy = options.proxied === true ? await TcpProxy.start(target) : undefined;
    const { spool = join(this.directory, options.name, 'spool') } = options;
    await mkdir(spool, { recursive: true, mode: 0o700 });
    const agent = await Child.start({
      name,
      main: 'agent/main.ts',
      ...options.program,
      logPath: join(this.directory, 'logs', `${name}.log`),
      onPid: (pid) => this.#pids.add(pid),
      environment: {
        TOE_COORDINATOR: proxy?.address ?? target,
        TOE_SPOOL_DIR: spool,
        TOE_OPS_LISTEN: '127.0.0.1:0',
        TOE_EXIT_WITH_STDIN: '1',
        ...toTlsEnvironment(this.#authority, files),
        ...options.environment,
      },
    });
    const [uid, instance] = await Promise.all([readNodeUid(files), realpath(spool).then(toInstance)]);
    this.#nodes.set(options.name, { name, uid, spool, instance, agent, proxy });
    // Else the end of them would be no evidence.
    if ((await listAgentCgroups(instance)).length === 0)
      throw new Error(`Cannot find the cgroups of agent "${name}": none is named "toe/${instance}"`);
  }

  async #expectNothingLeft(): Promise<void> {
    const uids = this.nodes.map((node) => node.uid);
    const findLeft = async (): Promise<readonly string[]> => {
      const pids = await Promise.all(
        [...this.#pids].map(async (pid) => ((await isAlive(pid)) ? [String(pid)] : [])),
      );
      const cgroups = await Promise.all([
        ...uids.map(listRunCgroups),
        ...this.nodes.map(({ instance }) => listAgentCgroups(instance)),
      ]);
      return [...pids.flat(), ...(await listProcesses(this.directory, uids)), ...cgroups.flat()];
    };
    await waitUntil(async () => ((await findLeft()).length === 0 ? true : undefined), {
      timeoutMs: 3_000,
      what: 'the end of everything the fleet started',
      explain: async () => `${(await findLeft()).join('\n')}\n${this.readTails()}`,
    });
  }
}

function toTlsEnvironment(authority: Authority, files: CertificateFiles): Environment {
  return {
    TOE_TLS_CA: authority.certificatePath,
    TOE_TLS_CERT: files.certificatePath,
    TOE_TLS_KEY: files.keyPath,
  };
}
