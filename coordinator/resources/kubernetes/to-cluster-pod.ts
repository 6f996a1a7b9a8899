import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import type { ClusterPod, PodContainer } from '../../cluster/cluster-view.ts';
import { readList, readText } from '../read-fields.ts';
import type { KubeObject } from './kube-object.ts';

/** The parts of a Pod that `toClusterPod` reads. */
export function trimPod(value: unknown): unknown {
  const spec = readMember(value, 'spec');
  const status = readMember(value, 'status');
  return {
    spec: {
      nodeName: readMember(spec, 'nodeName'),
      containers: readList(spec, 'containers').map(trimContainer),
      initContainers: readList(spec, 'initContainers').map(trimContainer),
      ephemeralContainers: readList(spec, 'ephemeralContainers').map(trimContainer),
    },
    status: {
      phase: readMember(status, 'phase'),
      containerStatuses: readMember(status, 'containerStatuses'),
      initContainerStatuses: readMember(status, 'initContainerStatuses'),
      ephemeralContainerStatuses: readMember(status, 'ephemeralContainerStatuses'),
    },
  };
}

/** Undefined for a pod without a node, and for one that has ended. */
export function toClusterPod({ namespace, name, uid, value }: KubeObject): ClusterPod | undefined {
  const spec = readMember(value, 'spec');
  const status = readMember(value, 'status');
  const nodeName = readText(spec, 'nodeName');
  const phase = readText(status, 'phase');
  if (nodeName === '' || phase === 'Succeeded' || phase === 'Failed') return undefined;
  const sidecars = readList(spec, 'initContainers').filter(
    (container) => readText(container, 'restartPolicy') === 'Always',
  );
  return {
    namespace,
    name,
    uid,
    nodeName,
    phase,
    containers: [
      ...toContainers(readList(spec, 'containers'), readList(status, 'containerStatuses')),
      ...toContainers(sidecars, readList(status, 'initContainerStatuses')),
      ...toContainers(readList(spec, 'ephemeralContainers'), readList(status, 'ephemeralContainerStatuses')),
    ],
  };
}

function toContainers(specified: readonly unknown[], statuses: readonly unknown[]): readonly PodContainer[] {
  return specified.map((container) => {
    const name = readText(container, 'name');
    const status = statuses.find((each) => readText(each, 'name') === name);
    return {
      name,
      containerId: readText(status, 'containerID').replace(/^[^:]*:\/\//, ''),
      isRunning: readMember(readMember(status, 'state'), 'running') !== undefined,
    };
  });
}

function trimContainer(container: unknown): unknown {
  return { name: readMember(container, 'name'), restartPolicy: readMember(container, 'restartPolicy') };
}
