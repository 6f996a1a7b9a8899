import { randomUUID } from 'node:crypto';
import { defaultConfigs } from '../../../shared/arguments/default-configs.ts';
import { defaultPolicies } from '../../../shared/arguments/default-policies.ts';
import type { Log } from '../../../shared/log.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { openAdmission } from '../../admission/open-admission.ts';
import type { EpochStore } from '../../artifacts/opened-store.ts';
import type { CoordinatorConfig } from '../../config.ts';
import { keepLeading } from '../../leadership/keep-leading.ts';
import { KnownLeader } from '../../leadership/known-leader.ts';
import type { LeadershipDeps, LeaseTimes } from '../../leadership/leadership-deps.ts';
import type { Platform } from '../../platform.ts';
import { bringInDefaults } from './bring-in-defaults.ts';
import { KubeApi } from './kube-api.ts';
import type { KubeCredentials } from './kube-credentials.ts';
import { KubeLeaseStore } from './kube-lease-store.ts';
import { openKubernetesClusterView } from './kubernetes-cluster-view.ts';
import { KubernetesEventRecorder } from './kubernetes-event-recorder.ts';
import { KubernetesReviews } from './kubernetes-reviews.ts';
import { openKubernetesResources } from './open-kubernetes-resources.ts';

const openLimitMs = 30_000;
const leaseName = 'toe-coordinator';

/** Resources, nodes, events, reviews and leadership by the API server of a cluster. Throws an Error with a remedy. */
export async function openKubernetesPlatform(
  config: CoordinatorConfig,
  { clock, log, epochs }: { readonly clock: Clock; readonly log: Log; readonly epochs: EpochStore },
): Promise<Platform> {
  const credentials: KubeCredentials =
    config.kubeconfig === undefined
      ? { kind: 'in-cluster' }
      : { kind: 'kubeconfig', path: config.kubeconfig };
  const api = new KubeApi(credentials);
  const limit = AbortSignal.timeout(openLimitMs);
  const namespace = config.home;
  const source = await openKubernetesResources(
    { api, namespace, defaults: defaultConfigs, defaultPolicies, log },
    limit,
  );
  const cluster = await openKubernetesClusterView({ api, log }, limit);
  const known = new KnownLeader(clock);
  const times = toTimes(config.leaseSeconds);
  const leadership: LeadershipDeps = {
    lease: new KubeLeaseStore(api, { namespace, name: leaseName }),
    me: { id: `${config.podName}_${randomUUID()}`, address: config.advertise },
    // Beside the store, so that epochs rise although somebody deletes the Lease.
    readHighestEpoch: () => epochs.readHighest(),
    noteEpoch: (epoch) => epochs.note(epoch),
    known,
    clock,
    log,
    times,
  };
  const events = new KubernetesEventRecorder({ api, clock, log, instance: config.podName });
  const reviews = new KubernetesReviews(api);
  const opened = await openAdmission({
    listen: config.webhookListen,
    tls: {
      certificatePath: config.tlsCertificate,
      keyPath: config.tlsKey,
      clientAuthorityPath: undefined,
    },
    stampKeyPath: config.stampKey ?? '',
    source,
    reviews,
    ceiling: config.ceiling,
    // Which agents are connected knows the leader alone.
    previewTargets: () => undefined,
    home: namespace,
    ownUsername: `system:serviceaccount:${namespace}:${config.serviceAccount}`,
    clock,
    log,
  });
  return {
    source,
    cluster,
    events,
    admission: opened.admission,
    reviews,
    termParts: [bringInDefaults({ api, namespace, clock, log })],
    leadership: {
      run: (onLead, signal) => keepLeading(leadership, onLead, signal),
      currentLeader: () => known.currentLeader(),
      isBlind: () => known.isBlind(),
      // Within the time between the renew deadline and the end of the lease.
      graceMs: times.retryMs,
      settleMs: config.settleMs,
    },
    parts: [(signal) => events.run(signal), (signal) => cluster.watch(signal), ...opened.parts],
  };
}

/** In the proportions of client-go: 15 s, 10 s and 2 s. */
function toTimes(leaseSeconds: number): LeaseTimes {
  const leaseMs = leaseSeconds * 1_000;
  return { leaseSeconds, renewDeadlineMs: (leaseMs * 2) / 3, retryMs: (leaseMs * 2) / 15 };
}
