import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { CliError } from '../../cli-error.ts';
import { readText } from './api-answer.ts';
import { choosePod, toCoordinatorPods } from './choose-pod.ts';
import type { ClusterApi } from './cluster-api.ts';
import { explainRefusal } from './explain-refusal.ts';
import type { Kubeconfig } from './load-kubeconfig.ts';

const podLabels = 'app.kubernetes.io/name=toe,app.kubernetes.io/component=coordinator';
const leaseName = 'toe-coordinator';
const authorityName = 'toe-ca';

/** Where in the cluster the coordinator is. */
export interface CoordinatorPlace {
  readonly api: ClusterApi;
  readonly kubeconfig: Kubeconfig;
  readonly namespace: string;
}

/** The name of a ready pod, the leader's where that can be told. Throws a CliError where there is none. */
export async function findCoordinator(place: CoordinatorPlace, signal?: AbortSignal): Promise<string> {
  const { api, kubeconfig, namespace } = place;
  const goal = `find the coordinator in namespace "${namespace}"`;
  // Who may not read leases reaches the leader by way of any other replica.
  const [listed, lease] = await Promise.all([
    api.listPods(namespace, podLabels, signal),
    api.readLease(namespace, leaseName, signal),
  ]);
  if (listed.kind === 'refused') throw explainRefusal(goal, listed, kubeconfig);
  const pods = toCoordinatorPods(listed.body);
  const holder = lease.kind === 'done' ? readText(readMember(lease.body, 'spec'), 'holderIdentity') : '';
  const chosen = choosePod(pods, holder);
  if (chosen !== undefined) return chosen;
  const why =
    pods.length === 0
      ? `no pod there has the labels "${podLabels}"`
      : pods.map((pod) => `pod "${pod.name}" ${pod.state}`).join('; ');
  const remedy = pods.length === 0 ? 'install TOE, or name its namespace with --coordinator-namespace: ' : '';
  throw new CliError(`Cannot ${goal}: ${why}`, {
    next: `${remedy}kubectl --context ${kubeconfig.context} -n ${namespace} get pods`,
  });
}

/** The certificates (PEM) that the coordinator's own is checked with. Throws a CliError. */
export async function readAuthority({ api, kubeconfig, namespace }: CoordinatorPlace): Promise<Buffer> {
  const goal = `read the coordinator's authority from ConfigMap "${authorityName}" in namespace "${namespace}"`;
  const answer = await api.readConfigMap(namespace, authorityName);
  if (answer.kind === 'refused') {
    if (answer.code !== 404) throw explainRefusal(goal, answer, kubeconfig);
    throw new CliError(`Cannot ${goal}: it is not there`, {
      next: 'install TOE, or name the namespace where it is with --coordinator-namespace',
    });
  }
  const pem = readText(readMember(answer.body, 'data'), 'ca.crt');
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return Buffer.from(pem);
  throw new CliError(`Cannot ${goal}: its key "ca.crt" holds no PEM certificate`, {
    next: `kubectl --context ${kubeconfig.context} -n ${namespace} get configmap ${authorityName} -o yaml`,
  });
}
