import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeCaptureService } from '../fakes/fake-capture-service.ts';
import { FakePodForwards } from '../fakes/fake-pod-forwards.ts';
import { waitUntil } from '../faults/harness/wait-until.ts';
import { type ApiServer, startApiServer } from '../kube/harness/api-server.ts';
import type { KubeAnswer } from '../kube/harness/kube-client.ts';
import { createNamespace, installKinds, messageOf, pathOf, readPath } from '../kube/harness/toe-objects.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { startToe, type ToeProcess } from './toe-process.ts';

const system = '/api/v1/namespaces/toe-system';
const labels = { 'app.kubernetes.io/name': 'toe', 'app.kubernetes.io/component': 'coordinator' };

/** What an engineer needs, and nothing else. */
const rules = {
  oncall: [
    {
      apiGroups: ['toe.run'],
      resources: ['powertools'],
      verbs: ['create', 'get', 'list', 'patch', 'delete'],
    },
  ],
  'toe-system': [
    { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
    { apiGroups: [''], resources: ['pods/portforward'], verbs: ['get', 'create'] },
    { apiGroups: [''], resources: ['configmaps'], resourceNames: ['toe-ca'], verbs: ['get'] },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get'] },
    { apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: ['helper'], verbs: ['create'] },
  ],
};

/**
 * A real API server with an engineer in it, whose pods are answered by fakes: what a cluster is to the command line.
 * Captures are made in namespace "oncall", which is that of the kubeconfig's context.
 */
export class ClusterStage implements AsyncDisposable {
  readonly server: ApiServer;
  readonly front: FakePodForwards;
  readonly folder: string;
  readonly engineerToken: string;
  /** Of the coordinator's pods, by their names. */
  readonly coordinators = new Map<string, FakeCaptureService>();
  readonly #running: ToeProcess[] = [];

  private constructor(server: ApiServer, front: FakePodForwards, folder: string, engineerToken: string) {
    this.server = server;
    this.front = front;
    this.folder = folder;
    this.engineerToken = engineerToken;
  }

  static async start(): Promise<ClusterStage> {
    const folder = mkdtempSync(join(tmpdir(), 'toe-cluster-'));
    const server = await startApiServer();
    const front = await FakePodForwards.start(join(folder, 'pki'), server);
    await installKinds(server.admin);
    for (const namespace of ['oncall', 'toe-system']) await createNamespace(server.admin, namespace);
    const stage = new ClusterStage(server, front, folder, await makeEngineer(server));
    await stage.put('POST', `${system}/serviceaccounts`, { metadata: { name: 'helper' } });
    await stage.put('POST', `${system}/configmaps`, {
      metadata: { name: 'toe-ca' },
      data: { 'ca.crt': front.ca },
    });
    await stage.put('POST', '/apis/coordination.k8s.io/v1/namespaces/toe-system/leases', {
      metadata: { name: 'toe-coordinator' },
      spec: { holderIdentity: 'nobody 10.0.0.1:7444' },
    });
    writeKubeconfig(stage.kubeconfig, {
      server: front.url,
      ca: front.ca,
      user: { token: stage.engineerToken },
      namespace: 'oncall',
    });
    return stage;
  }

  get kubeconfig(): string {
    return join(this.folder, 'kubeconfig');
  }

  /** Writes as the administrator; throws where that is refused. */
  async put(method: string, path: string, body?: object): Promise<KubeAnswer> {
    const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const answer = await this.server.admin.send(method, path, { body, contentType });
    if (answer.status >= 300) throw new Error(`Cannot ${method} ${path}: ${messageOf(answer)}`);
    return answer;
  }

  /** A pod of the coordinator that is ready, and what answers in it. */
  async addPod(name: string): Promise<FakeCaptureService> {
    const spec = { containers: [{ name: 'coordinator', image: 'toe' }] };
    await this.put('POST', `${system}/pods`, { metadata: { name, labels }, spec });
    await this.setReady(name, true);
    const service = new FakeCaptureService();
    const address = await service.start(join(this.folder, 'pki'), 'tokens');
    this.front.pods.set(name, Number(address.split(':')[1]));
    this.coordinators.set(name, service);
    return service;
  }

  async setReady(name: string, isReady: boolean): Promise<void> {
    const conditions = [{ type: 'Ready', status: isReady ? 'True' : 'False' }];
    await this.put('PATCH', `${system}/pods/${name}/status`, { status: { phase: 'Running', conditions } });
  }

  /** The pod and all its connections go away at once. */
  async removePod(name: string): Promise<void> {
    this.front.pods.delete(name);
    this.coordinators.get(name)?.stop();
    this.coordinators.delete(name);
    await this.put('DELETE', `${system}/pods/${name}?gracePeriodSeconds=0`);
    this.front.breakAll();
  }

  async setLeader(holderIdentity: string): Promise<void> {
    const path = '/apis/coordination.k8s.io/v1/namespaces/toe-system/leases/toe-coordinator';
    await this.put('PATCH', path, { spec: { holderIdentity } });
  }

  /** The command line as the engineer, in a process of its own. */
  toe(...args: readonly string[]): ToeProcess {
    const run = startToe(args, { HOME: this.folder, KUBECONFIG: this.kubeconfig });
    this.#running.push(run);
    return run;
  }

  /** A PowerTool of "oncall" as it stands in the API server. */
  async read(name: string): Promise<KubeAnswer> {
    return this.server.admin.send('GET', pathOf('PowerTool', 'oncall', name));
  }

  /** Waits for a PowerTool and lets a coordinator know it. */
  async adopt(name: string, service: FakeCaptureService): Promise<void> {
    const { body } = await waitUntil(
      async () => {
        const answer = await this.read(name);
        return answer.status === 200 ? answer : undefined;
      },
      { timeoutMs: 15_000, what: `PowerTool "${name}"`, explain: () => this.#running.at(-1)?.stderr() ?? '' },
    );
    service.adopt({ namespace: 'oncall', name, uid: String(readPath(body, 'metadata', 'uid')), spec: {} });
  }

  /** Ends what a test left: processes, pods and captures. */
  async clear(): Promise<void> {
    for (const run of this.#running.splice(0)) await run[Symbol.asyncDispose]();
    for (const name of this.coordinators.keys()) await this.removePod(name);
    await this.put('DELETE', pathOf('PowerTool', 'oncall'));
    this.front.asked.length = 0;
    this.front.refuseWith = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.clear();
    await this.front.stop();
    await this.server[Symbol.asyncDispose]();
    rmSync(this.folder, { recursive: true });
  }
}

/** The token of a service account with the rights of an engineer. */
async function makeEngineer({ admin }: ApiServer): Promise<string> {
  const accounts = '/api/v1/namespaces/oncall/serviceaccounts';
  await admin.send('POST', accounts, { body: { metadata: { name: 'engineer' } } });
  for (const [namespace, ofNamespace] of Object.entries(rules)) {
    const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'engineer' };
    const subjects = [{ kind: 'ServiceAccount', name: 'engineer', namespace: 'oncall' }];
    await admin.send('POST', `${path}/roles`, {
      body: { metadata: { name: 'engineer' }, rules: ofNamespace },
    });
    await admin.send('POST', `${path}/rolebindings`, {
      body: { metadata: { name: 'engineer' }, roleRef, subjects },
    });
  }
  const answer = await admin.send('POST', `${accounts}/engineer/token`, { body: { spec: {} } });
  return String(readPath(answer.body, 'status', 'token'));
}
