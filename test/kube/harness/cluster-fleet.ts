import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Admission, admitStamped } from '../../../coordinator/admission/admission.ts';
import { readStampKeys } from '../../../coordinator/admission/stamp-keys.ts';
import { toInstance } from '../../../shared/cgroup/to-instance.ts';
import { isTerminal, type Phase, type PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import { ensureAuthority } from '../../../shared/pki/authority.ts';
import { issueCertificate } from '../../../shared/pki/issue-certificate.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { Child } from '../../faults/harness/child.ts';
import { isAlive, listAgentCgroups } from '../../faults/harness/leftovers.ts';
import { TcpProxy } from '../../faults/harness/tcp-proxy.ts';
import { waitUntil } from '../../faults/harness/wait-until.ts';
import { type ApiServer, startApiServer } from './api-server.ts';
import { createAgentPod, createNode, createToken, home } from './cluster-objects.ts';
import { findFreePorts } from './free-ports.ts';
import { apply, readManifests } from './manifests.ts';
import { expectStatus } from './objects-as-users.ts';
import { ReadyReplicas } from './ready-replicas.ts';
import { ServiceProxy } from './service-proxy.ts';
import { createNamespace, installKinds, messageOf, pathOf, readPath } from './toe-objects.ts';

type Environment = Readonly<Record<string, string>>;

export interface ClusterFleetOptions {
  /** How many replicas share the store. */
  readonly coordinators: number;
  readonly nodes: readonly {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly environment?: Environment;
  }[];
  /** Specs of the administrators' PowerToolConfigs, by tool; there before the coordinators. */
  readonly configs?: Readonly<Record<string, object>>;
  readonly coordinatorEnvironment?: Environment;
  readonly agentEnvironment?: Environment;
  /** Of kube-apiserver, beside those that it has anyway. */
  readonly apiServerFlags?: readonly string[];
}

/** A replica and where its ports are. */
export interface Replica {
  readonly child: Child;
  /** Between it and the API server. */
  readonly apiServer: TcpProxy;
  /** It has a token of its own, so that an audit can tell the replicas apart. */
  readonly token: string;
  readonly agentAddress: string;
  readonly apiAddress: string;
  readonly dataDirectory: string;
}

export interface ClusterNodeAgent {
  readonly name: string;
  readonly uid: string;
  readonly spool: string;
  readonly agent: Child;
}

/** A capture as the API server has it. */
export interface StoredCapture {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly status: PowerToolStatus | undefined;
}

const setUp = ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];

/**
 * A real API server with the Kinds and the rights of deploy/manifests, coordinators and agents as real processes that
 * prove themselves by real tokens. Nodes and pods exist as objects alone. Captures are created as the webhook would
 * let them pass: stamped.
 */
export class ClusterFleet implements AsyncDisposable {
  readonly server: ApiServer;
  readonly directory: string;
  readonly storeDirectory: string;
  readonly replicas: readonly Replica[];
  readonly agents: readonly ClusterNodeAgent[];
  readonly authorityPath: string;
  readonly #admission: Admission;
  readonly #owned: AsyncDisposableStack;
  readonly #pids: ReadonlySet<number>;

  private constructor(parts: {
    readonly server: ApiServer;
    readonly directory: string;
    readonly replicas: readonly Replica[];
    readonly agents: readonly ClusterNodeAgent[];
    readonly authorityPath: string;
    readonly admission: Admission;
    readonly owned: AsyncDisposableStack;
    readonly pids: ReadonlySet<number>;
  }) {
    this.server = parts.server;
    this.directory = parts.directory;
    this.storeDirectory = join(parts.directory, 'store');
    this.replicas = parts.replicas;
    this.agents = parts.agents;
    this.authorityPath = parts.authorityPath;
    this.#admission = parts.admission;
    this.#owned = parts.owned;
    this.#pids = parts.pids;
  }

  static async start(options: ClusterFleetOptions): Promise<ClusterFleet> {
    await using undo = new AsyncDisposableStack();
    const server = undo.use(await startApiServer(options.apiServerFlags));
    const { admin } = server;
    await installKinds(admin);
    for (const namespace of [home, 'oncall']) await createNamespace(admin, namespace);
    for (const manifest of readManifests()) {
      if (!setUp.includes(manifest.kind)) continue;
      const { status } = await apply(admin, manifest);
      if (status >= 300) throw new Error(`Cannot apply ${manifest.kind} "${manifest.metadata.name}"`);
    }
    for (const [name, spec] of Object.entries(options.configs ?? {})) {
      const body = { apiVersion: 'toe.run/v1alpha1', kind: 'PowerToolConfig', metadata: { name }, spec };
      expectStatus(await admin.send('POST', pathOf('PowerToolConfig', home), { body }), 201);
    }
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'toe-cluster-')));
    undo.defer(() => rm(directory, { recursive: true, force: true }));
    await mkdir(join(directory, 'logs'));
    const authority = await ensureAuthority(join(directory, 'pki'));
    const certificate = await issueCertificate(authority, { kind: 'coordinator' });
    const stampKey = join(directory, 'stamp-key');
    await writeFile(stampKey, `${Buffer.alloc(32, 7).toString('base64')}\n`);
    const pids = new Set<number>();
    const startChild = async (name: string, main: string, environment: Environment): Promise<Child> => {
      const child = await Child.start({
        name,
        main,
        logPath: join(directory, 'logs', `${name}.log`),
        onPid: (pid) => pids.add(pid),
        environment: { TOE_EXIT_WITH_STDIN: '1', TOE_OPS_LISTEN: '127.0.0.1:0', ...environment },
      });
      undo.defer(async () => {
        if (child.isRunning) await child.kill('SIGTERM');
        if (child.isRunning) await child.kill('SIGKILL');
      });
      return child;
    };

    const [apiPort = 0, agentPort = 0, webhookPort = 0] = await findFreePorts(3);
    const replicas: Replica[] = [];
    for (let index = 0; index < options.coordinators; index += 1) {
      const host = `127.0.0.${index + 2}`;
      const dataDirectory = join(directory, `coordinator-${index}`);
      const [agentAddress, apiAddress] = [`${host}:${agentPort}`, `${host}:${apiPort}`];
      const apiServer = undo.use(await TcpProxy.start(new URL(server.url).host));
      const token = await createToken(admin, 'toe-coordinator', {});
      const kubeconfig = join(directory, `kubeconfig-${index}`);
      await writeFile(kubeconfig, toKubeconfig(`https://${apiServer.address}`, server.ca, token));
      const child = await startChild(`coordinator-${index}`, 'coordinator/main.ts', {
        TOE_RESOURCES: 'cluster',
        TOE_KUBECONFIG: kubeconfig,
        TOE_NAMESPACE: home,
        TOE_POD_NAME: `toe-coordinator-${index}`,
        TOE_ADVERTISE: agentAddress,
        TOE_AGENT_LISTEN: agentAddress,
        TOE_API_LISTEN: apiAddress,
        TOE_WEBHOOK_LISTEN: `${host}:${webhookPort}`,
        TOE_IDENTITY: 'tokens',
        TOE_AGENT_SERVICE_ACCOUNT: `${home}:toe-agent`,
        TOE_DATA_DIR: dataDirectory,
        TOE_STORE_DIR: join(directory, 'store'),
        TOE_STORE_FLOOR: '1000000',
        TOE_STAMP_KEY: stampKey,
        TOE_LEASE_SECONDS: '3',
        TOE_SETTLE_MS: '6000',
        TOE_TLS_CA: authority.certificatePath,
        TOE_TLS_CERT: certificate.certificatePath,
        TOE_TLS_KEY: certificate.keyPath,
        ...options.coordinatorEnvironment,
      });
      replicas.push({ child, apiServer, token, agentAddress, apiAddress, dataDirectory });
    }
    const ready = undo.use(new ReadyReplicas(replicas));
    const service = undo.use(
      await ServiceProxy.start(() => ready.list().map((replica) => replica.agentAddress)),
    );
    const agents: ClusterNodeAgent[] = [];
    for (const { name, labels = {}, environment = {} } of options.nodes) {
      const uid = await createNode(admin, name, labels);
      const pod = await createAgentPod(admin, name);
      const tokenPath = join(directory, `token-${name}`);
      await writeFile(
        tokenPath,
        await createToken(admin, 'toe-agent', { audiences: ['toe-coordinator'], pod }),
      );
      const spool = join(directory, name, 'spool');
      await mkdir(spool, { recursive: true, mode: 0o700 });
      const agent = await startChild(name, 'agent/main.ts', {
        TOE_COORDINATOR: service.address,
        TOE_TLS_CA: authority.certificatePath,
        TOE_TOKEN_FILE: tokenPath,
        TOE_NODE_NAME: name,
        TOE_SPOOL_DIR: spool,
        ...options.agentEnvironment,
        ...environment,
      });
      agents.push({ name, uid, spool, agent });
    }
    const keys = await readStampKeys(stampKey);
    const admission = admitStamped(() => keys, systemClock);
    const authorityPath = authority.certificatePath;
    const owned = undo.move();
    return new ClusterFleet({ server, directory, replicas, agents, authorityPath, admission, owned, pids });
  }

  /** The replica that holds the Lease and runs; waits for one. */
  async leader(timeoutMs = 15_000): Promise<Replica> {
    return waitUntil(
      async () => {
        const path = `/apis/coordination.k8s.io/v1/namespaces/${home}/leases/toe-coordinator`;
        const { body } = await this.server.admin.send('GET', path);
        const holder = String(readPath(body, 'spec', 'holderIdentity'));
        return this.replicas.find(
          ({ child, agentAddress }) => child.isRunning && holder.endsWith(`@${agentAddress}`),
        );
      },
      { timeoutMs, what: 'a replica to lead', explain: () => this.readTails() },
    );
  }

  /** Creates a capture in namespace `oncall` as one that the webhook let pass. */
  async create(name: string, spec: object, metadata: object = {}): Promise<string> {
    const annotations = this.stampFor(name, spec);
    const body = {
      apiVersion: 'toe.run/v1alpha1',
      kind: 'PowerTool',
      metadata: { name, annotations, ...metadata },
      spec,
    };
    const answer = await this.server.admin.send('POST', pathOf('PowerTool', 'oncall'), { body });
    expectStatus(answer, 201);
    return String(readPath(answer.body, 'metadata', 'uid'));
  }

  /** The annotations that `create` gives a capture. */
  stampFor(name: string, spec: object): Readonly<Record<string, string>> {
    return this.#admission.stampFor({ namespace: 'oncall', name, spec, requestedBy: 'tester' });
  }

  /** Undefined once it is gone. */
  async read(name: string): Promise<StoredCapture | undefined> {
    const { status, body } = await this.server.admin.send('GET', pathOf('PowerTool', 'oncall', name));
    if (status === 404) return undefined;
    return {
      uid: String(readPath(body, 'metadata', 'uid')),
      resourceVersion: String(readPath(body, 'metadata', 'resourceVersion')),
      // Written by a coordinator of this version.
      status: readPath(body, 'status') as PowerToolStatus | undefined,
    };
  }

  async patch(name: string, body: object): Promise<void> {
    const contentType = 'application/merge-patch+json';
    const answer = await this.server.admin.send('PATCH', pathOf('PowerTool', 'oncall', name), {
      contentType,
      body,
    });
    if (answer.status !== 200) throw new Error(`Cannot patch "${name}": ${messageOf(answer)}`);
  }

  async delete(name: string): Promise<void> {
    await this.server.admin.send('DELETE', pathOf('PowerTool', 'oncall', name));
  }

  /** Throws with the capture and the ends of all logs where it ends in another phase or the time is up. */
  async waitForPhase(name: string, phases: readonly Phase[], timeoutMs: number): Promise<PowerToolStatus> {
    return this.waitForStatus(
      name,
      (status) => {
        if (phases.includes(status.phase)) return true;
        if (isTerminal(status.phase))
          throw new Error(`"${name}" is ${status.phase}: ${JSON.stringify(status)}\n${this.readTails()}`);
        return false;
      },
      timeoutMs,
    );
  }

  async waitForStatus(
    name: string,
    holds: (status: PowerToolStatus) => boolean,
    timeoutMs: number,
  ): Promise<PowerToolStatus> {
    return waitUntil(
      async () => {
        const status = (await this.read(name))?.status;
        return status !== undefined && holds(status) ? status : undefined;
      },
      {
        timeoutMs,
        what: `the status of "${name}"`,
        explain: async () => `${JSON.stringify(await this.read(name))}\n${this.readTails()}`,
      },
    );
  }

  /** The ends of all logs, for messages of failed tests. */
  readTails(): string {
    const children = [...this.replicas.map(({ child }) => child), ...this.agents.map(({ agent }) => agent)];
    return children.map((child) => child.readTail()).join('\n');
  }

  /** Stops all; throws where a process or a cgroup of this fleet is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    const instances = await Promise.all(
      this.agents.map(async ({ spool }) => toInstance(await realpath(spool))),
    );
    await this.#owned.disposeAsync();
    const findLeft = async (): Promise<readonly string[]> => {
      const alive = await Promise.all(
        [...this.#pids].map(async (pid) => ((await isAlive(pid)) ? [String(pid)] : [])),
      );
      const cgroups = await Promise.all(instances.map(listAgentCgroups));
      return [...alive.flat(), ...cgroups.flat()];
    };
    await waitUntil(async () => ((await findLeft()).length === 0 ? true : undefined), {
      timeoutMs: 5_000,
      what: 'the end of everything the fleet started',
      explain: async () => (await findLeft()).join('\n'),
    });
  }
}

function toKubeconfig(url: string, ca: string, token: string): string {
  const cluster = { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'toe', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'toe' } }],
    'current-context': 'test',
  });
}
