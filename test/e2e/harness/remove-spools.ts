import { waitUntil } from '../../faults/harness/wait-until.ts';
import { apply } from '../../kube/harness/manifests.ts';
import { readPath } from '../../kube/harness/toe-objects.ts';
import { type Cluster, expectDone, find, listItems, readText } from './open-cluster.ts';
import type { Settings } from './settings.ts';

/** A directory that the agents made on each node is taken away by a pod there. */
export async function removeSpools(
  cluster: Cluster,
  { imagePrefix }: Settings,
  spool: string,
): Promise<void> {
  for (const node of await listItems(cluster, '/api/v1/nodes')) {
    const nodeName = readText(node, 'metadata', 'name');
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `clean-${nodeName}`, namespace: 'toe-system' },
      spec: {
        nodeName,
        restartPolicy: 'Never',
        containers: [
          {
            name: 'clean',
            image: `${imagePrefix}toe-agent:e2e`,
            imagePullPolicy: 'IfNotPresent',
            command: ['rm', '-rf', `/host${spool}`],
            volumeMounts: [{ name: 'parent', mountPath: '/host/var/tmp' }],
          },
        ],
        volumes: [{ name: 'parent', hostPath: { path: '/var/tmp', type: 'Directory' } }],
      },
    };
    expectDone(`clean node "${nodeName}"`, await apply(cluster.admin, pod));
    await waitUntil(
      async () =>
        readPath(await find(cluster.admin, pod), 'status', 'phase') === 'Succeeded' ? true : undefined,
      { timeoutMs: 60_000, pollMs: 250, what: `node "${nodeName}" to be clean` },
    );
  }
}
