import { expect, test } from 'vitest';
import { aTemplate } from '../../test/builders/template.ts';
import { decideOccasion, type Occasion } from './decide-occasions.ts';
import { toOccasionName } from './make-child.ts';

const trigger = { nodeTermination: true, cooldown: '30m', maxPerDay: 3 };
const template = aTemplate({ trigger }, { name: 'last-look' });
const leave = { name: 'node-a', uid: 'uid-a', leavingAt: '2026-01-05T10:00:00Z' };
const nowMs = Date.parse('2026-01-05T10:00:01Z');

function occasionOf(node: string, minutesAgo: number): Occasion {
  return { name: `last-look-${node}-${minutesAgo}`, node, dueMs: nowMs - minutesAgo * 60_000 };
}

test('a node that leaves is captured', () => {
  const name = toOccasionName('last-look', leave);
  expect(decideOccasion(template, leave, [], nowMs)).toEqual({ kind: 'fire', name, node: 'node-a' });
});

test('told again of one leave, nothing fires, and nothing counts as skipped', () => {
  const name = toOccasionName('last-look', leave);
  const history = [{ name, node: 'node-a', dueMs: nowMs - 1_000 }];
  expect(decideOccasion(template, leave, history, nowMs)).toEqual({ kind: 'fired', name });
});

test('a node is not captured again within its cooldown', () => {
  const skipped = decideOccasion(template, leave, [occasionOf('node-a', 29)], nowMs);
  expect(skipped).toEqual({
    kind: 'skip',
    message:
      'Skipped the leave of node "node-a" at 2026-01-05T10:00:00Z: "last-look-node-a-29" captured it within the cooldown of 30m',
  });
  expect(decideOccasion(template, leave, [occasionOf('node-a', 30)], nowMs).kind).toBe('fire');
  expect(decideOccasion(template, leave, [occasionOf('node-b', 1)], nowMs).kind).toBe('fire');
});

test('no more nodes are captured than a day may have', () => {
  const two = [occasionOf('node-b', 1), occasionOf('node-c', 1_439)];
  expect(decideOccasion(template, leave, two, nowMs).kind).toBe('fire');
  expect(decideOccasion(template, leave, [...two, occasionOf('node-d', 1_440)], nowMs).kind).toBe('fire');
  expect(decideOccasion(template, leave, [...two, occasionOf('node-d', 600)], nowMs)).toMatchObject({
    kind: 'skip',
    message: expect.stringContaining('maxPerDay, 3, is reached within 24 hours'),
  });
});

test('pods are never widened to their whole node', () => {
  const pods = { labelSelector: { matchLabels: { app: 'web' }, matchExpressions: [] } };
  const targets = { ...template.spec.targets, ...pods };
  const widened = { ...template, spec: { ...template.spec, targets } };
  expect(decideOccasion(widened, leave, [], nowMs)).toMatchObject({ kind: 'skip' });
});
