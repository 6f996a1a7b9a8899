import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../../../coordinator/reconcile/manifest.ts';
import { defaultConfigs } from '../../../shared/arguments/default-configs.ts';
import { type Condition, isTerminal, type PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import { makeUnrulyPerf, type UnrulyPerf } from '../../builders/unruly-perf.ts';
import { waitUntil } from '../../faults/harness/wait-until.ts';
import type { ClusterFleet, ClusterNodeAgent } from '../harness/cluster-fleet.ts';
import { startClusterFleet } from '../harness/start-cluster-fleet.ts';
import { pathOf, readPath } from '../harness/toe-objects.ts';
import { type CaptureWatch, watchCaptures } from '../harness/watch-captures.ts';

/** An Event as `kubectl describe` shows it. */
export interface SeenEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
}

/**
 * The cluster that the topics share. Snapshots may run beside one another, perf only once a node: who needs a node's
 * perf, or troubles a node, takes the node first.
 */
export class CaptureStage implements AsyncDisposable {
  readonly fleet: ClusterFleet;
  /** The perf of node-d. */
  readonly unruly: UnrulyPerf;
  readonly #watch: CaptureWatch;
  readonly #turns = new Map<string, Promise<void>>();

  constructor(parts: {
    readonly fleet: ClusterFleet;
    readonly unruly: UnrulyPerf;
    readonly watch: CaptureWatch;
  }) {
    this.fleet = parts.fleet;
    this.unruly = parts.unruly;
    this.#watch = parts.watch;
  }

  agent(name: string): ClusterNodeAgent {
    const found = this.fleet.agents.find((agent) => agent.name === name);
    if (found === undefined) throw new Error(`Cannot find the agent of "${name}"`);
    return found;
  }

  /** Waits for the turn at these nodes and keeps them until `work` has ended. */
  async with(nodes: readonly string[], work: () => Promise<void>): Promise<void> {
    const turn = Promise.withResolvers<void>();
    const before = nodes.map((node) => this.#turns.get(node) ?? Promise.resolve());
    for (const node of nodes) this.#turns.set(node, turn.promise);
    try {
      await Promise.all(before);
      await work();
    } finally {
      turn.resolve();
    }
  }

  /** Waits for any end. */
  async ended(name: string, timeoutMs = 60_000): Promise<PowerToolStatus> {
    return this.fleet.waitForStatus(name, ({ phase }) => isTerminal(phase), timeoutMs);
  }

  /** Waits until it is there and has a status. */
  async exists(name: string): Promise<void> {
    await this.fleet.waitForStatus(name, () => true, 60_000);
  }

  /** Resolves when the tool runs on so many nodes, by what their agents say. */
  async running(name: string, nodes: number): Promise<PowerToolStatus> {
    return this.fleet.waitForStatus(name, (status) => status.nodes.running >= nodes, 60_000);
  }

  async gone(name: string, timeoutMs = 60_000): Promise<void> {
    await waitUntil(async () => ((await this.fleet.read(name)) === undefined ? true : undefined), {
      timeoutMs,
      what: `"${name}" to be gone`,
      explain: () => this.fleet.readTails(),
    });
  }

  /** The object itself; undefined once it is gone. */
  async object(name: string): Promise<unknown> {
    const { status, body } = await this.fleet.server.admin.send('GET', pathOf('PowerTool', 'oncall', name));
    return status === 404 ? undefined : body;
  }

  async createdAt(name: string): Promise<string> {
    return String(readPath(await this.object(name), 'metadata', 'creationTimestamp'));
  }

  /** Where the store has this key. */
  stored(key: string): string {
    return join(this.fleet.storeDirectory, key);
  }

  async manifest(uid: string): Promise<Manifest> {
    return JSON.parse(await readFile(this.stored(`runs/${uid}/manifest.json`), 'utf8')) as Manifest;
  }

  /** The Events about an object, in the order in which they were written. */
  async events(uid: string): Promise<readonly SeenEvent[]> {
    const path = `/api/v1/namespaces/oncall/events?fieldSelector=involvedObject.uid=${uid}`;
    const { body } = await this.fleet.server.admin.send('GET', path);
    const items = readPath(body, 'items');
    if (!Array.isArray(items)) throw new Error(`Cannot read events: ${JSON.stringify(body)}`);
    const versionOf = (item: unknown): number => Number(readPath(item, 'metadata', 'resourceVersion'));
    return items
      .toSorted((left, right) => versionOf(left) - versionOf(right))
      .map((item) => ({
        type: String(readPath(item, 'type')),
        reason: String(readPath(item, 'reason')),
        message: String(readPath(item, 'message')),
        count: Number(readPath(item, 'count')),
      }));
  }

  /** The Events about an object, once there is one with this reason. */
  async eventually(uid: string, reason: string): Promise<readonly SeenEvent[]> {
    return waitUntil(
      async () => {
        const seen = await this.events(uid);
        return seen.some((event) => event.reason === reason) ? seen : undefined;
      },
      {
        timeoutMs: 20_000,
        what: `an Event with reason ${reason}`,
        explain: async () => `${JSON.stringify(await this.events(uid))}\n${this.fleet.readTails()}`,
      },
    );
  }

  /** What everybody saw of its status, in order. */
  statusesOf(name: string): ReturnType<CaptureWatch['statusesOf']> {
    return this.#watch.statusesOf(name);
  }

  async patchNode(name: string, body: object, subresource = ''): Promise<void> {
    const path = `/api/v1/nodes/${name}${subresource}`;
    const contentType = 'application/merge-patch+json';
    const answer = await this.fleet.server.admin.send('PATCH', path, { contentType, body });
    if (answer.status !== 200) throw new Error(`Cannot patch node "${name}": ${answer.status}`);
  }

  async setReady(name: string, isReady: boolean): Promise<void> {
    const conditions = [{ type: 'Ready', status: isReady ? 'True' : 'False', reason: 'Set', message: '' }];
    await this.patchNode(name, { status: { conditions } }, '/status');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watch[Symbol.dispose]();
    await this.fleet[Symbol.asyncDispose]();
    await this.unruly[Symbol.asyncDispose]();
  }
}

/** Seven nodes with agents; perf may run beside nothing, and only as one of two executables. */
export async function startCaptureStage(): Promise<CaptureStage> {
  await using undo = new AsyncDisposableStack();
  const unruly = undo.use(await makeUnrulyPerf());
  const real = '/usr/bin/perf';
  const sha256 = await Promise.all([unruly.path, real].map(readDigest));
  const { perf, snapshot } = {
    perf: defaultConfigs.get('perf'),
    snapshot: defaultConfigs.get('node-snapshot'),
  };
  if (perf === undefined || snapshot === undefined)
    throw new Error('Cannot start: a default config is missing');
  const fleet = undo.use(
    await startClusterFleet({
      coordinators: 1,
      // Who leads is not the matter here, also where the machine is busy.
      coordinatorEnvironment: { TOE_LEASE_SECONDS: '15' },
      configs: {
        perf: {
          ...perf,
          binary: { ...perf.binary, sha256 },
          limits: { ...perf.limits, exclusiveWith: ['node-snapshot'] },
        },
        'node-snapshot': { ...snapshot, limits: { ...snapshot.limits, concurrentPerNode: 16 } },
      },
      nodes: [
        { name: 'node-a', labels: { pool: 'blue', zone: 'x' } },
        { name: 'node-b', labels: { pool: 'blue', zone: 'y' } },
        { name: 'node-c', labels: { pool: 'blue', zone: 'x' } },
        { name: 'node-d', environment: { TOE_TOOL_PATHS: `perf=${unruly.path}` } },
        { name: 'node-e', environment: { TOE_TOOL_PATHS: 'perf=/usr/bin/true' } },
        { name: 'node-f' },
        { name: 'node-g' },
      ],
    }),
  );
  const watch = undo.use(await watchCaptures(fleet.server));
  undo.move();
  return new CaptureStage({ fleet, unruly, watch });
}

async function readDigest(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** A snapshot of five seconds that starts soon, unless `more` says otherwise. */
export function aSnapshot(targets: object, more: object = {}): object {
  return {
    tool: { name: 'node-snapshot', duration: '5s' },
    targets,
    start: { leadTime: '1s' },
    ...more,
  };
}

export function aPerf(
  targets: object,
  more: object = {},
  args = ['record', '-F', '9', '-C', '0', '-e', 'cpu-clock'],
): object {
  return {
    ...aSnapshot(targets, more),
    tool: { name: 'perf', args, duration: '5s', ...('tool' in more ? (more.tool as object) : {}) },
  };
}

export function conditionOf(status: PowerToolStatus, type: string): Condition | undefined {
  return status.conditions.find((condition) => condition.type === type);
}
