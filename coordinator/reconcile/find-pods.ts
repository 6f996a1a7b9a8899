import type { TargetPod } from '../../shared/domain/command.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { ClusterPod, ClusterView } from '../cluster/cluster-view.ts';

export type FoundPods =
  | { readonly kind: 'found'; readonly podsByNode: ReadonlyMap<string, readonly TargetPod[]> }
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string };

/** The pods that `labelSelector` matches now, by node; none where the targets are nodes. */
export async function findPods(
  targets: PowerToolSpec['targets'],
  namespace: string,
  cluster: ClusterView | undefined,
  signal: AbortSignal,
): Promise<FoundPods> {
  const { labelSelector, namespaceSelector, container } = targets;
  if (labelSelector === undefined) return { kind: 'found', podsByNode: new Map() };
  if (cluster === undefined) {
    const message = 'spec.targets.labelSelector: a standalone coordinator knows no pods: choose nodes';
    return { kind: 'refused', reason: reasons.Invalid, message };
  }
  const namespaces =
    namespaceSelector === undefined ? [namespace] : await cluster.findNamespaces(namespaceSelector, signal);
  const pods = namespaces.length === 0 ? [] : await cluster.findPods({ labelSelector, namespaces }, signal);
  return container === undefined ? group(pods.map(toRunning)) : narrow(pods, container);
}

/** A container that somebody names has to be in every pod: another one is never taken in its place. */
function narrow(pods: readonly ClusterPod[], container: string): FoundPods {
  const without = pods.find((pod) => pod.containers.every(({ name }) => name !== container));
  if (without === undefined)
    return group(
      pods.map((pod) =>
        toRunning({ ...pod, containers: pod.containers.filter(({ name }) => name === container) }),
      ),
    );
  const has = without.containers.map(({ name }) => name).join(', ');
  const message = `spec.targets.container: pod "${without.namespace}/${without.name}" has no container "${container}": it has ${has}`;
  return { kind: 'refused', reason: reasons.ContainerNotFound, message };
}

function toRunning(pod: ClusterPod): ClusterPod {
  return { ...pod, containers: pod.containers.filter(({ isRunning }) => isRunning) };
}

function group(pods: readonly ClusterPod[]): FoundPods {
  const podsByNode = new Map<string, TargetPod[]>();
  for (const { namespace, name, uid, nodeName, containers } of pods) {
    if (containers.length === 0) continue;
    const target = {
      namespace,
      name,
      uid,
      containers: containers.map((container) => ({ name: container.name, id: container.containerId })),
    };
    podsByNode.set(nodeName, [...(podsByNode.get(nodeName) ?? []), target]);
  }
  return { kind: 'found', podsByNode };
}
