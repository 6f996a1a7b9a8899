import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { admitStamped } from '../../../coordinator/admission/admission.ts';
import { readStampKeys } from '../../../coordinator/admission/stamp-keys.ts';
import { type Authority, ensureAuthority } from '../../../shared/pki/authority.ts';
import { issueCertificate } from '../../../shared/pki/issue-certificate.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { Child } from '../../faults/harness/child.ts';
import { TcpProxy } from '../../faults/harness/tcp-proxy.ts';
import { type ApiServer, startApiServer } from './api-server.ts';
import { ClusterFleet, type ClusterNodeAgent, type Replica } from './cluster-fleet.ts';
import { createAgentPod, createNode, createToken, home } from './cluster-objects.ts';
import { findFreePorts } from './free-ports.ts';
import { apply, readManifests } from './manifests.ts';
import { expectStatus } from './objects-as-users.ts';
import { ReadyReplicas } from './ready-replicas.ts';
import { ServiceProxy } from './service-proxy.ts';
import { createNamespace, installKinds, pathOf } from './toe-objects.ts';

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
  /** Where the store's objects are files, if that is not a folder of the fleet's own. */
  readonly storeDirectory?: string;
  /** Of kube-apiserver, beside those that it has anyway. */
  readonly apiServerFlags?: readonly string[];
}

const setUp = ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];

/** What the processes of a fleet are started with. */
interface Ground {
  readonly options: ClusterFleetOptions;
  readonly server: ApiServer;
  readonly directory: string;
  readonly authority: Authority;
  readonly stampKey: string;
  /** Takes what is to be undone at the end. */
  readonly undo: AsyncDisposableStack;
  readonly startChild: (name: string, main: string, environment: Environment) => Promise<Child>;
}

/** Starts all of it and resolves once every process has said that it is ready. */
export async function startClusterFleet(options: ClusterFleetOptions): Promise<ClusterFleet> {
  await using undo = new AsyncDisposableStack();
  const server = undo.use(await startApiServer(options.apiServerFlags));
  await setUpCluster(server, options.configs ?? {});
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'toe-cluster-')));
  undo.defer(() => rm(directory, { recursive: true, force: true }));
  await mkdir(join(directory, 'logs'));
  const authority = await ensureAuthority(join(directory, 'pki'));
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
  const ground = { options, server, directory, authority, stampKey, undo, startChild };
  const replicas = await startReplicas(ground);
  const ready = undo.use(new ReadyReplicas(replicas));
  const service = undo.use(
    await ServiceProxy.start(() => ready.list().map((replica) => replica.agentAddress)),
  );
  const agents: ClusterNodeAgent[] = [];
  for (const node of options.nodes) agents.push(await startAgent(node, service.address, ground));
  const keys = await readStampKeys(stampKey);
  const admission = admitStamped(() => keys, systemClock);
  const authorityPath = authority.certificatePath;
  const owned = undo.move();
  const { storeDirectory = join(directory, 'store') } = options;
  const place = { server, directory, storeDirectory };
  return new ClusterFleet({ ...place, replicas, agents, authorityPath, admission, owned, pids });
}

/** The Kinds, the rights of deploy/manifests, the namespaces and the administrators' configs. */
async function setUpCluster(
  { admin }: ApiServer,
  configs: NonNullable<ClusterFleetOptions['configs']>,
): Promise<void> {
  await installKinds(admin);
  for (const namespace of [home, 'oncall']) await createNamespace(admin, namespace);
  for (const manifest of readManifests()) {
    if (!setUp.includes(manifest.kind)) continue;
    const { status } = await apply(admin, manifest);
    if (status >= 300) throw new Error(`Cannot apply ${manifest.kind} "${manifest.metadata.name}"`);
  }
  for (const [name, spec] of Object.entries(configs)) {
    const body = { apiVersion: 'toe.run/v1alpha1', kind: 'PowerToolConfig', metadata: { name }, spec };
    expectStatus(await admin.send('POST', pathOf('PowerToolConfig', home), { body }), 201);
  }
}

async function startReplicas(ground: Ground): Promise<readonly Replica[]> {
  const { options, server, directory, authority, stampKey, undo, startChild } = ground;
  const certificate = await issueCertificate(authority, { kind: 'coordinator' });
  const [apiPort = 0, agentPort = 0, webhookPort = 0] = await findFreePorts(3);
  const replicas: Replica[] = [];
  for (let index = 0; index < options.coordinators; index += 1) {
    const host = `127.0.0.${index + 2}`;
    const dataDirectory = join(directory, `coordinator-${index}`);
    const [agentAddress, apiAddress] = [`${host}:${agentPort}`, `${host}:${apiPort}`];
    const apiServer = undo.use(await TcpProxy.start(new URL(server.url).host));
    const token = await createToken(server.admin, 'toe-coordinator', {});
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
  return replicas;
}

async function startAgent(
  { name, labels = {}, environment = {} }: ClusterFleetOptions['nodes'][number],
  coordinator: string,
  { options, server, directory, authority, startChild }: Ground,
): Promise<ClusterNodeAgent> {
  const uid = await createNode(server.admin, name, labels);
  const pod = await createAgentPod(server.admin, name);
  const tokenPath = join(directory, `token-${name}`);
  const token = await createToken(server.admin, 'toe-agent', { audiences: ['toe-coordinator'], pod });
  await writeFile(tokenPath, token);
  const spool = join(directory, name, 'spool');
  await mkdir(spool, { recursive: true, mode: 0o700 });
  const agent = await startChild(name, 'agent/main.ts', {
    TOE_COORDINATOR: coordinator,
    TOE_TLS_CA: authority.certificatePath,
    TOE_TOKEN_FILE: tokenPath,
    TOE_NODE_NAME: name,
    TOE_SPOOL_DIR: spool,
    ...options.agentEnvironment,
    ...environment,
  });
  return { name, uid, spool, agent };
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
