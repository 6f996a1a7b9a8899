import { waitUntil } from '../../faults/harness/wait-until.ts';
import type { Manifest } from '../../kube/harness/manifests.ts';
import { readPath } from '../../kube/harness/toe-objects.ts';
import { type Cluster, find, listItems, readText } from './open-cluster.ts';

const readyLimitMs = 180_000;

/** Waits until every pod of the workloads of this kind is ready. */
export async function untilRolledOut(
  cluster: Cluster,
  manifests: readonly Manifest[],
  kind: string,
): Promise<void> {
  for (const manifest of manifests.filter((each) => each.kind === kind)) {
    const isDone = async (): Promise<true | undefined> => {
      const found = await find(cluster.admin, manifest);
      const count = (field: string): number => Number(readPath(found, 'status', field) ?? 0);
      const [wanted, ready] =
        kind === 'DaemonSet'
          ? [count('desiredNumberScheduled'), count('numberReady')]
          : [Number(readPath(found, 'spec', 'replicas')), count('readyReplicas')];
      return wanted > 0 && ready === wanted ? true : undefined;
    };
    await waitUntil(isDone, {
      timeoutMs: readyLimitMs,
      pollMs: 500,
      what: `the pods of ${kind} "${manifest.metadata.name}" to be ready`,
      explain: () => describePods(cluster),
    });
  }
}

/** Every pod of TOE with its state and the end of its log. */
export async function describePods(cluster: Cluster): Promise<string> {
  const path = '/api/v1/namespaces/toe-system/pods';
  const described = (await listItems(cluster, path)).map(async (pod) => {
    const name = readText(pod, 'metadata', 'name');
    const log = await cluster.admin.send('GET', `${path}/${name}/log?tailLines=25`);
    const states = JSON.stringify(readPath(pod, 'status', 'containerStatuses'));
    return `--- ${name} ${states}\n${typeof log.body === 'string' ? log.body : JSON.stringify(log.body)}`;
  });
  return (await Promise.all(described)).join('\n');
}
