import { readFileSync } from 'node:fs';
import { type Condition, isTerminal, type PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import type {
  PowerToolArgumentPolicyStatus,
  PowerToolConfigStatus,
} from '../../shared/kinds/setting-status.ts';
import { waitUntil } from '../faults/harness/wait-until.ts';
import { type AuditedWrite, AuditLog } from './harness/audit-log.ts';
import type { ClusterFleet } from './harness/cluster-fleet.ts';
import { home } from './harness/cluster-objects.ts';
import { startClusterFleet } from './harness/start-cluster-fleet.ts';
import { createNamespace, messageOf, pathOf, readPath } from './harness/toe-objects.ts';

interface Statuses {
  readonly PowerToolConfig: PowerToolConfigStatus;
  readonly PowerToolArgumentPolicy: PowerToolArgumentPolicyStatus;
}

/** A fleet whose administrators change their minds; captures are made in the namespaces oncall, dev-x and prod. */
export class ClusterSettingsStage implements AsyncDisposable {
  readonly fleet: ClusterFleet;
  readonly #audit: AuditLog;
  readonly #owned: AsyncDisposableStack;

  private constructor(fleet: ClusterFleet, audit: AuditLog, owned: AsyncDisposableStack) {
    this.fleet = fleet;
    this.#audit = audit;
    this.#owned = owned;
  }

  /** Two coordinators, of which one leads, under a ceiling of 256Mi and 10m; two nodes. */
  static async start(): Promise<ClusterSettingsStage> {
    await using undo = new AsyncDisposableStack();
    const audit = undo.use(new AuditLog());
    const fleet = undo.use(
      await startClusterFleet({
        coordinators: 2,
        coordinatorEnvironment: {
          TOE_LEASE_SECONDS: '15',
          TOE_SETTLE_MS: '3000',
          TOE_CEILING_MEMORY: '256Mi',
          TOE_CEILING_DURATION: '10m',
        },
        nodes: [{ name: 'node-a' }, { name: 'node-b' }],
        apiServerFlags: audit.flags,
      }),
    );
    for (const namespace of ['dev-x', 'prod']) await createNamespace(fleet.server.admin, namespace);
    return new ClusterSettingsStage(fleet, audit, undo.move());
  }

  /** Changes fields of the spec of a setting, as an administrator whom no webhook stops. */
  async edit(kind: keyof Statuses, name: string, spec: object, metadata: object = {}): Promise<void> {
    const contentType = 'application/merge-patch+json';
    const body = { spec, metadata };
    const answer = await this.fleet.server.admin.send('PATCH', pathOf(kind, home, name), {
      contentType,
      body,
    });
    if (answer.status !== 200) throw new Error(`Cannot edit "${name}": ${messageOf(answer)}`);
  }

  /** The status of a setting, once it is of the present generation and holds. */
  async statusOf<Kind extends keyof Statuses>(
    kind: Kind,
    name: string,
    holds: (status: Statuses[Kind], ready: Condition) => boolean,
  ): Promise<Statuses[Kind]> {
    let seen: unknown;
    return waitUntil(
      async () => {
        seen = (await this.fleet.server.admin.send('GET', pathOf(kind, home, name))).body;
        const generation = readPath(seen, 'metadata', 'generation');
        // Written by a coordinator of this version.
        const status = readPath(seen, 'status') as Statuses[Kind] | undefined;
        const ready = status?.conditions.find(({ type }) => type === 'Ready');
        if (status === undefined || ready === undefined) return undefined;
        return status.observedGeneration === generation && holds(status, ready) ? status : undefined;
      },
      {
        timeoutMs: 40_000,
        what: `the status of ${kind} "${name}"`,
        explain: () => `${JSON.stringify(readPath(seen, 'status'))}\n${this.fleet.readTails()}`,
      },
    );
  }

  /** Waits for any end. */
  async ended(name: string, namespace: string): Promise<PowerToolStatus> {
    return this.fleet.waitForStatus(name, ({ phase }) => isTerminal(phase), 90_000, namespace);
  }

  /** Writes of statuses of configs and policies so far. */
  statusWrites(): readonly AuditedWrite[] {
    const kinds = ['powertoolconfigs/status', 'powertoolargumentpolicies/status'];
    return this.#audit.readWrites().filter(({ resource }) => kinds.includes(resource));
  }

  /** Reasons of the Events about a capture. */
  async reasonsOf(uid: string, namespace: string): Promise<readonly string[]> {
    const path = `/api/v1/namespaces/${namespace}/events?fieldSelector=involvedObject.uid=${uid}`;
    const { body } = await this.fleet.server.admin.send('GET', path);
    const items = readPath(body, 'items');
    return Array.isArray(items) ? items.map((item) => String(readPath(item, 'reason'))) : [];
  }

  /** Lines of the leader's log with this text. */
  async logged(message: string): Promise<readonly unknown[]> {
    const { child } = await this.fleet.leader();
    const lines = readFileSync(child.logPath, 'utf8').split('\n').slice(0, -1);
    return lines.filter((line) => line.includes(message)).map((line): unknown => JSON.parse(line));
  }

  /** The value of a metric of the leader, as `name{label="x"}`. */
  async metric(name: string): Promise<string | undefined> {
    const { child } = await this.fleet.leader();
    const answer = await fetch(`http://${child.ready.get('opsAddress')}/metrics`);
    const line = (await answer.text()).split('\n').find((each) => each.startsWith(`${name} `));
    return line?.split(' ')[1];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owned.disposeAsync();
  }
}
