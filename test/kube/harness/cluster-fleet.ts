import { realpath } from 'node:fs/promises';
import type { Admission } from '../../../coordinator/admission/admission.ts';
import { toInstance } from '../../../shared/cgroup/to-instance.ts';
import { isTerminal, type Phase, type PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import type { Child } from '../../faults/harness/child.ts';
import { isAlive, listAgentCgroups } from '../../faults/harness/leftovers.ts';
import type { TcpProxy } from '../../faults/harness/tcp-proxy.ts';
import { waitUntil } from '../../faults/harness/wait-until.ts';
import type { ApiServer } from './api-server.ts';
import { home } from './cluster-objects.ts';
import { expectStatus } from './objects-as-users.ts';
import { messageOf, pathOf, readPath } from './toe-objects.ts';

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

interface ClusterFleetParts {
  readonly server: ApiServer;
  readonly directory: string;
  readonly storeDirectory: string;
  readonly replicas: readonly Replica[];
  readonly agents: readonly ClusterNodeAgent[];
  readonly authorityPath: string;
  readonly admission: Admission;
  /** All of it, to be undone at the end. */
  readonly owned: AsyncDisposableStack;
  readonly pids: ReadonlySet<number>;
}

/**
 * A real API server with the Kinds and the rights of deploy/manifests, coordinators and agents as real processes that
 * prove themselves by real tokens; see `startClusterFleet`. Nodes and pods exist as objects alone. Captures are created
 * as the webhook would let them pass: stamped.
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

  constructor(parts: ClusterFleetParts) {
    this.server = parts.server;
    this.directory = parts.directory;
    this.storeDirectory = parts.storeDirectory;
    this.replicas = parts.replicas;
    this.agents = parts.agents;
    this.authorityPath = parts.authorityPath;
    this.#admission = parts.admission;
    this.#owned = parts.owned;
    this.#pids = parts.pids;
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

  /** Creates a capture as one that the webhook let pass. */
  async create(name: string, spec: object, metadata: object = {}, namespace = 'oncall'): Promise<string> {
    const annotations = this.stampFor(name, spec, namespace);
    const body = {
      apiVersion: 'toe.run/v1alpha1',
      kind: 'PowerTool',
      metadata: { name, annotations, ...metadata },
      spec,
    };
    const answer = await this.server.admin.send('POST', pathOf('PowerTool', namespace), { body });
    expectStatus(answer, 201);
    return String(readPath(answer.body, 'metadata', 'uid'));
  }

  /** The annotations that `create` gives a capture. */
  stampFor(name: string, spec: object, namespace = 'oncall'): Readonly<Record<string, string>> {
    return this.#admission.stampFor({ namespace, name, spec, requestedBy: 'tester' });
  }

  /** Undefined once it is gone. */
  async read(name: string, namespace = 'oncall'): Promise<StoredCapture | undefined> {
    const { status, body } = await this.server.admin.send('GET', pathOf('PowerTool', namespace, name));
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
    namespace = 'oncall',
  ): Promise<PowerToolStatus> {
    return waitUntil(
      async () => {
        const status = (await this.read(name, namespace))?.status;
        return status !== undefined && holds(status) ? status : undefined;
      },
      {
        timeoutMs,
        what: `the status of "${name}"`,
        explain: async () => `${JSON.stringify(await this.read(name, namespace))}\n${this.readTails()}`,
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
