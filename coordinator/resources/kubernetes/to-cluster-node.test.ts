import { expect, test } from 'vitest';
import type { KubeObject } from './kube-object.ts';
import { toClusterNode, trimNode } from './to-cluster-node.ts';

const identity = { namespace: '', name: 'node-a', uid: 'u', resourceVersion: '1', generation: 1 };
const whole = {
  metadata: { labels: { pool: 'blue' }, annotations: { long: 'text' } },
  spec: {
    unschedulable: true,
    taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: 'now' }],
  },
  status: {
    images: [{ names: ['a'] }],
    conditions: [
      { type: 'MemoryPressure', status: 'True' },
      { type: 'Ready', status: 'True', lastHeartbeatTime: '2030-01-01T00:00:00Z' },
    ],
  },
};

function read(value: unknown): ReturnType<typeof toClusterNode> {
  const object: KubeObject = { ...identity, value };
  const trimmed = toClusterNode({ ...object, value: trimNode(value) });
  expect(trimmed).toEqual(toClusterNode(object));
  return trimmed;
}

test('a node is what planning asks of it', () => {
  expect(read(whole)).toEqual({
    name: 'node-a',
    uid: 'u',
    labels: { pool: 'blue' },
    isReady: true,
    isCordoned: true,
    taints: [{ key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule', timeAdded: 'now' }],
    deletionTimestamp: '',
  });
});

test.each([
  [
    'is not ready where its condition is unknown',
    { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } },
    'isReady',
    false,
  ],
  ['is not ready where nothing is known', {}, 'isReady', false],
  ['is open where nothing is said', {}, 'isCordoned', false],
  [
    'is being deleted',
    { metadata: { deletionTimestamp: '2030-01-01T00:00:00Z' } },
    'deletionTimestamp',
    '2030-01-01T00:00:00Z',
  ],
] as const)('a node %s', (_, value, field, expected) => {
  expect(read(value)[field]).toBe(expected);
});

test('nothing else of a node is kept', () => {
  expect(JSON.stringify(trimNode(whole))).not.toMatch(/images|annotations|MemoryPressure/);
});
