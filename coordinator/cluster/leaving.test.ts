import { expect, it } from 'vitest';
import { isLeaving, leavingSince } from './leaving.ts';

const taint = (key: string, effect = 'NoSchedule') => ({
  deletionTimestamp: '',
  taints: [{ key, value: '', effect, timeAdded: '' }],
});

it.each([
  ['a node that is being deleted', { deletionTimestamp: '2026-01-01T00:00:00Z', taints: [] }, true],
  ['one that the autoscaler is about to remove', taint('ToBeDeletedByClusterAutoscaler'), true],
  ['one that Karpenter disrupts', taint('karpenter.sh/disrupted'), true],
  ['a spot machine that was given notice', taint('aws-node-termination-handler/spot-itn'), true],
  ['one that is shutting down', taint('node.cloudprovider.kubernetes.io/shutdown'), true],
  ['one whose taint is a preference alone', taint('karpenter.sh/disrupted', 'PreferNoSchedule'), false],
  ['one that is cordoned', taint('node.kubernetes.io/unschedulable'), false],
  ['one under pressure', taint('node.kubernetes.io/memory-pressure'), false],
  ['one of a pool of its own', taint('dedicated'), false],
] as const)('%s is leaving: %s', (_title, node, expected) => {
  expect(isLeaving(node)).toBe(expected);
});

it('tells one leave of a node from another', () => {
  const given = (timeAdded: string) =>
    leavingSince({
      deletionTimestamp: '',
      taints: [{ key: 'karpenter.sh/disrupted', value: '', effect: 'NoSchedule', timeAdded }],
    });
  expect(given('2026-01-01T00:00:00Z')).toBe('karpenter.sh/disrupted 2026-01-01T00:00:00Z');
  expect(given('2026-01-02T00:00:00Z')).not.toBe(given('2026-01-01T00:00:00Z'));
  expect(given('')).toBe(given(''));
});
