import { join } from 'node:path';
import { waitUntil } from '../faults/harness/wait-until.ts';
import type { ClusterFleet, Replica } from '../kube/harness/cluster-fleet.ts';
import { startClusterFleet } from '../kube/harness/start-cluster-fleet.ts';
import { pathOf, readPath } from '../kube/harness/toe-objects.ts';
import { makeIdentities } from './make-identities.ts';
import { RequestLog } from './request-log.ts';
import { SimulatedFleet } from './simulated-fleet.ts';
import type { SimulatedBehaviour, SimulatedNode } from './simulator-protocol.ts';

export interface ScaleOptions {
  readonly agents: number;
  readonly behaviour: SimulatedBehaviour;
  /** One agent in so many leaves a file although none is required. */
  readonly oneFileIn: number;
  readonly coordinatorEnvironment: Readonly<Record<string, string>>;
}

/** Simulated agents of one process: more of them would measure that process. */
const agentsPerProcess = 1_250;
const zones = ['a', 'b', 'c'];
export const zoneLabel = 'topology.kubernetes.io/zone';
const coordinatorName = 'system:serviceaccount:toe-system:toe-coordinator';

/**
 * One coordinator of a cluster with a real API server, whose requests are noted, and many simulated agents. The tool
 * `node-snapshot` leaves its file only where it wants to, and may run many times at once.
 */
export class ScaleStage implements AsyncDisposable {
  readonly fleet: ClusterFleet;
  readonly audit: RequestLog;
  readonly nodes: readonly SimulatedNode[];
  readonly #options: ScaleOptions;
  readonly #owned: AsyncDisposableStack;

  private constructor(parts: {
    readonly fleet: ClusterFleet;
    readonly audit: RequestLog;
    readonly nodes: readonly SimulatedNode[];
    readonly options: ScaleOptions;
    readonly owned: AsyncDisposableStack;
  }) {
    this.fleet = parts.fleet;
    this.audit = parts.audit;
    this.nodes = parts.nodes;
    this.#options = parts.options;
    this.#owned = parts.owned;
  }

  /** Resolves when all Nodes are there; no agent has connected then. */
  static async start(options: ScaleOptions): Promise<ScaleStage> {
    await using undo = new AsyncDisposableStack();
    const audit = undo.use(await RequestLog.open(coordinatorName));
    const { coordinatorEnvironment } = options;
    const fleet = undo.use(
      await startClusterFleet({
        coordinators: 1,
        nodes: [],
        apiServerFlags: audit.flags,
        coordinatorEnvironment,
      }),
    );
    const wishes = Array.from({ length: options.agents }, (_, index) => ({
      name: `ip-10-${Math.floor(index / 250)}-0-${index % 250}.compute.internal`,
      labels: { [zoneLabel]: zones[index % zones.length] ?? '', pool: 'live' },
      leavesOptional: index % options.oneFileIn === 0,
    }));
    const nodes = await makeIdentities(fleet.server.admin, join(fleet.directory, 'tokens'), wishes);
    const owned = undo.move();
    const stage = new ScaleStage({ fleet, audit, nodes, options, owned });
    await stage.setFileRequired(false);
    return stage;
  }

  get coordinator(): Replica {
    const [replica] = this.fleet.replicas;
    if (replica === undefined) throw new Error('Cannot go on: there is no coordinator');
    return replica;
  }

  /** Starts the agents, once; resolves when all are connected. */
  async connect(timeoutMs: number): Promise<SimulatedFleet> {
    const { fleet, nodes } = this;
    const agents = await SimulatedFleet.start({
      directory: fleet.directory,
      processes: Math.ceil(nodes.length / agentsPerProcess),
      address: this.coordinator.agentAddress,
      authorityPath: fleet.authorityPath,
      agents: nodes,
      behaviour: this.#options.behaviour,
    });
    this.#owned.use(agents);
    await agents.waitFor('all agents to connect', ({ connected }) => connected === nodes.length, timeoutMs);
    return agents;
  }

  /** Whether captures from now on want the file of every node. */
  async setFileRequired(isRequired: boolean): Promise<void> {
    const path = pathOf('PowerToolConfig', 'toe-system', 'node-snapshot');
    const { admin } = this.fleet.server;
    // The coordinator brings it in when it begins to lead.
    const before = await waitUntil(
      async () => {
        const { status, body } = await admin.send('GET', path);
        return status === 200 ? body : undefined;
      },
      { timeoutMs: 30_000, what: 'the config of node-snapshot', explain: () => this.fleet.readTails() },
    );
    const [subcommand] = readPath(before, 'spec', 'subcommands') as readonly object[];
    const [output] = readPath(subcommand, 'outputs') as readonly object[];
    const subcommands = [{ ...subcommand, outputs: [{ ...output, required: isRequired }] }];
    const body = { spec: { subcommands, limits: { concurrentPerNode: 16 } } };
    const contentType = 'application/merge-patch+json';
    const { status } = await admin.send('PATCH', path, { contentType, body });
    if (status !== 200) throw new Error(`Cannot change the config of node-snapshot: ${status}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owned.disposeAsync();
  }
}
