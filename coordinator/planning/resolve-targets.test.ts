import { describe, expect, it } from 'vitest';
import { resolveTargets } from './resolve-targets.ts';

const nodes = [
  { name: 'b', uid: '2', alive: true, labels: { pool: 'blue' } },
  { name: 'a', uid: '1', alive: true, labels: { pool: 'blue', zone: 'x' } },
  { name: 'c', uid: '3', alive: false, labels: { pool: 'blue' } },
  { name: 'd', uid: '4', alive: true, labels: {} },
];

describe('resolveTargets', () => {
  it('takes every connected node, by name', () => {
    const { selected, missing } = resolveTargets({ allNodes: true, waitFor: '0s' }, nodes);
    expect(selected.map((node) => node.name)).toEqual(['a', 'b', 'd']);
    expect(missing).toEqual([]);
  });

  it('takes the nodes that have all labels and names those that match without an agent', () => {
    const { selected, missing } = resolveTargets(
      { nodeSelector: { matchLabels: { pool: 'blue' } }, waitFor: '0s' },
      nodes,
    );
    expect(selected.map((node) => node.name)).toEqual(['a', 'b']);
    expect(missing).toEqual(['c']);
  });

  it('names nodes that do not exist, and counts a node that is named twice once', () => {
    expect(resolveTargets({ nodeNames: ['d', 'nope', 'd'], waitFor: '0s' }, nodes)).toEqual({
      selected: [{ name: 'd', uid: '4' }],
      missing: ['nope'],
    });
  });

  it('does not match labels that objects have by inheritance', () => {
    const targets = { nodeSelector: { matchLabels: { constructor: 'x' } }, waitFor: '0s' };
    expect(resolveTargets(targets, nodes).selected).toEqual([]);
  });
});
