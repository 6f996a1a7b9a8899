import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import type { ClusterNode } from '../../cluster/cluster-view.ts';
import { readList, readText, readTexts } from '../read-fields.ts';
import type { KubeObject } from './kube-object.ts';

/** The parts of a Node that `toClusterNode` reads: a whole one has 10 to 50 kB, most of it images. */
export function trimNode(value: unknown): unknown {
  const metadata = readMember(value, 'metadata');
  const spec = readMember(value, 'spec');
  return {
    metadata: {
      labels: readMember(metadata, 'labels'),
      deletionTimestamp: readMember(metadata, 'deletionTimestamp'),
    },
    spec: { unschedulable: readMember(spec, 'unschedulable'), taints: readMember(spec, 'taints') },
    status: { conditions: readList(readMember(value, 'status'), 'conditions').filter(isAboutReady) },
  };
}

export function toClusterNode({ name, uid, value }: KubeObject): ClusterNode {
  const metadata = readMember(value, 'metadata');
  const spec = readMember(value, 'spec');
  const conditions = readList(readMember(value, 'status'), 'conditions');
  return {
    name,
    uid,
    labels: readTexts(metadata, 'labels'),
    isReady: conditions.some(
      (condition) => isAboutReady(condition) && readText(condition, 'status') === 'True',
    ),
    isCordoned: readMember(spec, 'unschedulable') === true,
    taints: readList(spec, 'taints').map((taint) => ({
      key: readText(taint, 'key'),
      value: readText(taint, 'value'),
      effect: readText(taint, 'effect'),
      timeAdded: readText(taint, 'timeAdded'),
    })),
    deletionTimestamp: readText(metadata, 'deletionTimestamp'),
  };
}

function isAboutReady(condition: unknown): boolean {
  return readText(condition, 'type') === 'Ready';
}
