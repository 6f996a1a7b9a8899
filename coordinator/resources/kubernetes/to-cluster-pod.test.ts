import { expect, test } from 'vitest';
import type { KubeObject } from './kube-object.ts';
import { toClusterPod, trimPod } from './to-cluster-pod.ts';

const identity = { namespace: 'shop', name: 'web', uid: 'u', resourceVersion: '1', generation: 1 };
const id = '3f1c'.repeat(16);

function read(value: unknown): ReturnType<typeof toClusterPod> {
  const object: KubeObject = { ...identity, value };
  const trimmed = toClusterPod({ ...object, value: trimPod(value) });
  expect(trimmed).toEqual(toClusterPod(object));
  return trimmed;
}

test('a pod has the containers that may run, with their ids as the runtime has them', () => {
  const spec = {
    nodeName: 'node-a',
    containers: [{ name: 'app', image: 'x' }, { name: 'late' }],
    initContainers: [{ name: 'migrate' }, { name: 'proxy', restartPolicy: 'Always' }],
    ephemeralContainers: [{ name: 'debug' }],
  };
  const status = {
    phase: 'Running',
    containerStatuses: [
      { name: 'app', containerID: `containerd://${id}`, state: { running: { startedAt: 'now' } } },
      { name: 'late', state: { waiting: { reason: 'ImagePullBackOff' } } },
    ],
    initContainerStatuses: [
      { name: 'migrate', containerID: 'containerd://m', state: { terminated: { exitCode: 0 } } },
      { name: 'proxy', containerID: 'cri-o://p', state: { running: {} } },
    ],
    ephemeralContainerStatuses: [
      { name: 'debug', containerID: 'docker://d', state: { terminated: { exitCode: 1 } } },
    ],
  };
  expect(read({ spec, status })).toEqual({
    namespace: 'shop',
    name: 'web',
    uid: 'u',
    nodeName: 'node-a',
    phase: 'Running',
    containers: [
      { name: 'app', containerId: id, isRunning: true },
      { name: 'late', containerId: '', isRunning: false },
      { name: 'proxy', containerId: 'p', isRunning: true },
      { name: 'debug', containerId: 'd', isRunning: false },
    ],
  });
});

test.each([
  ['has no node yet', { spec: {}, status: { phase: 'Pending' } }],
  ['has succeeded', { spec: { nodeName: 'node-a' }, status: { phase: 'Succeeded' } }],
  ['has failed', { spec: { nodeName: 'node-a' }, status: { phase: 'Failed' } }],
])('a pod that %s is none to look at', (_, value) => {
  expect(read(value)).toBeUndefined();
});
