import { waitUntil } from '../../faults/harness/wait-until.ts';
import { apply } from '../../kube/harness/manifests.ts';
import { readPath } from '../../kube/harness/toe-objects.ts';
import { type Cluster, expectDone, find, remove } from './open-cluster.ts';
import type { Settings } from './settings.ts';

/** What test/e2e/spin is busy with, as a flame graph has to name it; the second is called by the first. */
export const spinFunctions = ['toeE2eSpinOrders', 'toeE2eSpinTaxes'] as const;

/** A pod that is busy with functions of a program that stands in its own image alone. */
export async function startBusyPod(
  cluster: Cluster,
  { imagePrefix }: Settings,
  place: { readonly namespace: string; readonly name: string },
): Promise<AsyncDisposable> {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...place, labels: { app: place.name } },
    spec: {
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'spin',
          image: `${imagePrefix}toe-e2e-spin:e2e`,
          imagePullPolicy: 'IfNotPresent',
          resources: { limits: { cpu: '500m', memory: '32Mi' } },
        },
      ],
    },
  };
  expectDone(`make pod "${place.name}"`, await apply(cluster.admin, pod));
  await waitUntil(
    async () =>
      readPath(await find(cluster.admin, pod), 'status', 'phase') === 'Running' ? true : undefined,
    {
      timeoutMs: 60_000,
      pollMs: 250,
      what: `pod "${place.name}" to run`,
      explain: async () =>
        JSON.stringify(readPath(await find(cluster.admin, pod), 'status', 'containerStatuses')),
    },
  );
  return { [Symbol.asyncDispose]: () => remove(cluster.admin, pod) };
}
