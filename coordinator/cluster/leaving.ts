import type { ClusterNode, NodeTaint } from './cluster-view.ts';

/**
 * Taints that say that the machine will soon be gone. Cluster Autoscaler and Karpenter before they remove a node;
 * spot notices as aws-node-termination-handler and GKE write them; kubelet and cloud controllers at shutdown.
 */
const leavingTaints: ReadonlySet<string> = new Set([
  'ToBeDeletedByClusterAutoscaler',
  'karpenter.sh/disrupted',
  'karpenter.sh/disruption',
  'node.cloudprovider.kubernetes.io/shutdown',
  'node.kubernetes.io/out-of-service',
  'aws-node-termination-handler/spot-itn',
  'aws-node-termination-handler/scheduled-maintenance',
  'aws-node-termination-handler/asg-lifecycle-termination',
  'aws-node-termination-handler/rebalance-recommendation',
  'cloud.google.com/impending-node-termination',
]);

type Departing = Pick<ClusterNode, 'deletionTimestamp' | 'taints'>;

/** Whether the node is about to go away: deleted, or tainted by what removes it. A cordon alone does not say so. */
export function isLeaving(node: Departing): boolean {
  return leavingSince(node) !== undefined;
}

/**
 * What tells this leave of a node from another one of it: when it was deleted, or which taint it was given and when.
 * The same whenever it is asked for; undefined where the node stays.
 */
export function leavingSince({ deletionTimestamp, taints }: Departing): string | undefined {
  const taint = taints.find(saysLeaving);
  if (taint !== undefined)
    return [taint.key, taint.value, taint.timeAdded].filter((part) => part !== '').join(' ');
  return deletionTimestamp === '' ? undefined : deletionTimestamp;
}

function saysLeaving({ key, effect }: NodeTaint): boolean {
  // An administrator may use such a key as a preference; what removes a node always repels pods.
  return leavingTaints.has(key) && effect !== 'PreferNoSchedule';
}
