import { listProcesses } from '../../faults/harness/leftovers.ts';
import { waitUntil } from '../../faults/harness/wait-until.ts';
import { AuditLog } from './audit-log.ts';
import type { ClusterFleet, Replica } from './cluster-fleet.ts';
import { home } from './cluster-objects.ts';
import { type CountedPerf, makeCountedPerf } from './counted-perf.ts';
import { PowerToolHistory } from './power-tool-history.ts';
import { type ClusterFleetOptions, startClusterFleet } from './start-cluster-fleet.ts';
import { readPath } from './toe-objects.ts';

/** A capture under way. */
export interface RunUnderWay {
  readonly name: string;
  readonly uid: string;
}

export interface CaptureOptions {
  readonly nodes: readonly string[];
  readonly tool: 'perf' | 'node-snapshot';
  /** 5 unless told. */
  readonly durationSeconds?: number;
}

export interface Succession {
  readonly leader: Replica;
  readonly epoch: number;
  readonly tookMs: number;
}

const leasePath = `/apis/coordination.k8s.io/v1/namespaces/${home}/leases/toe-coordinator`;

/** A fleet whose leaders are to change, and everything that can be seen of it from outside. */
export class FailoverStage implements AsyncDisposable {
  readonly fleet: ClusterFleet;
  readonly history: PowerToolHistory;
  readonly audit: AuditLog;
  readonly perf: CountedPerf;
  readonly #owned: AsyncDisposableStack;

  private constructor(
    parts: Pick<FailoverStage, 'fleet' | 'history' | 'audit' | 'perf'>,
    owned: AsyncDisposableStack,
  ) {
    this.fleet = parts.fleet;
    this.history = parts.history;
    this.audit = parts.audit;
    this.perf = parts.perf;
    this.#owned = owned;
  }

  /** Two coordinators and three agents unless told otherwise. */
  static async start(
    options: Partial<ClusterFleetOptions> & { readonly script?: 'real' | 'short' } = {},
  ): Promise<FailoverStage> {
    await using undo = new AsyncDisposableStack();
    const audit = undo.use(new AuditLog());
    const perf = undo.use(await makeCountedPerf(options.script ?? 'short'));
    const fleet = undo.use(
      await startClusterFleet({
        coordinators: 2,
        nodes: ['node-a', 'node-b', 'node-c'].map((name) => ({ name })),
        apiServerFlags: audit.flags,
        ...options,
        agentEnvironment: { TOE_TOOL_PATHS: `perf=${perf.path}`, ...options.agentEnvironment },
      }),
    );
    const history = undo.use(await PowerToolHistory.start(fleet.server));
    return new FailoverStage({ fleet, history, audit, perf }, undo.move());
  }

  async capture(name: string, { nodes, tool, durationSeconds = 5 }: CaptureOptions): Promise<RunUnderWay> {
    const args = tool === 'perf' ? ['record', '-e', 'cpu-clock', '-F', '499', '-a', '-g'] : [];
    const spec = {
      tool: { name: tool, args, duration: `${durationSeconds}s` },
      targets: { nodeNames: nodes },
      start: { leadTime: '300ms' },
    };
    return { name, uid: await this.fleet.create(name, spec) };
  }

  /** Who holds the Lease, undefined where none of ours does, and its epoch. */
  async readLease(): Promise<{ readonly holder: Replica | undefined; readonly epoch: number }> {
    const { body } = await this.fleet.server.admin.send('GET', leasePath);
    const name = String(readPath(body, 'spec', 'holderIdentity'));
    const holder = this.fleet.replicas.find(({ agentAddress }) => name.endsWith(`@${agentAddress}`));
    return { holder, epoch: Number(readPath(body, 'spec', 'leaseTransitions') ?? 0) };
  }

  async deleteLease(): Promise<void> {
    await this.fleet.server.admin.send('DELETE', leasePath);
  }

  /** Resolves when a replica, another one than `before` where that is given, holds the Lease in a later epoch. */
  async untilSucceeded(epoch: number, before?: Replica): Promise<Succession> {
    const beganAt = performance.now();
    return waitUntil(
      async () => {
        const { holder, epoch: later } = await this.readLease();
        if (holder === undefined || holder === before || later <= epoch) return undefined;
        return { leader: holder, epoch: later, tookMs: performance.now() - beganAt };
      },
      { timeoutMs: 20_000, pollMs: 20, what: 'the next leader', explain: () => this.fleet.readTails() },
    );
  }

  /** Resolves, with how long it took, when this replica has a session of every agent. */
  async untilAllConnected(replica: Replica, timeoutMs = 20_000): Promise<number> {
    const beganAt = performance.now();
    const wanted = this.fleet.agents.length;
    await waitUntil(async () => ((await countSessions(replica)) === wanted ? true : undefined), {
      timeoutMs,
      what: `${wanted} sessions at the leader`,
      explain: async () => `${await countSessions(replica)} are there\n${this.fleet.readTails()}`,
    });
    return performance.now() - beganAt;
  }

  async untilEnded({ uid, name }: RunUnderWay): Promise<void> {
    await waitUntil(() => (this.history.hasEnded(uid) ? true : undefined), {
      timeoutMs: 60_000,
      what: `the end of "${name}"`,
      explain: async () =>
        `${this.history.phasesOf(uid).join(', ')}\n${JSON.stringify(await this.fleet.read(name))}\n${this.fleet.readTails()}`,
    });
  }

  /** Resolves when no tool and no processor works any more, whichever coordinator had started it. */
  async untilIdle(): Promise<void> {
    const list = (): Promise<readonly string[]> => listProcesses(this.fleet.directory, []);
    await waitUntil(async () => ((await list()).length === 0 ? true : undefined), {
      timeoutMs: 10_000,
      what: 'the end of all tools and processors',
      explain: async () => (await list()).join('\n'),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owned.disposeAsync();
  }
}

export function countSessions(replica: Replica): Promise<number> {
  return readMetric(replica, 'toe_coordinator_agents_connected');
}

/** Files that it proved since it was started. */
export function countReceipts(replica: Replica): Promise<number> {
  return readMetric(replica, 'toe_coordinator_artifacts_verified_total');
}

/** 0 where it does not answer. */
async function readMetric({ child }: Replica, name: string): Promise<number> {
  const signal = AbortSignal.timeout(1_000);
  const url = `http://${child.ready.get('opsAddress')}/metrics`;
  const text = await fetch(url, { signal })
    .then((answer) => answer.text())
    .catch(() => '');
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ')[1] ?? 0);
}
