import { describe, expect, it } from 'vitest';
import type { TargetPod } from '../../shared/domain/command.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { NodeView } from './node-view.ts';
import { type ResolvedTargets, resolveTargets } from './resolve-targets.ts';

const node = (name: string, changes: Partial<NodeView> = {}): NodeView => ({
  name,
  uid: `uid-${name}`,
  labels: {},
  isMember: true,
  isReady: true,
  isCordoned: false,
  isLeaving: false,
  agentProtocol: 2,
  ...changes,
});
const fleet = [
  node('b', { labels: { pool: 'blue' } }),
  node('a', { labels: { pool: 'blue', zone: 'x' } }),
  node('c', { labels: { pool: 'blue' }, agentProtocol: undefined, isReady: false, isCordoned: true }),
  node('d'),
];

function resolve(
  targets: Omit<PowerToolSpec['targets'], 'waitFor'>,
  nodes: readonly NodeView[] = fleet,
  more: {
    readonly requiredProtocol?: number;
    readonly misfits?: ReadonlyMap<string, string>;
    readonly podsByNode?: ReadonlyMap<string, readonly TargetPod[]>;
  } = {},
): ResolvedTargets {
  return resolveTargets(
    {
      targets: { ...targets, waitFor: '0s' },
      runUid: 'run-1',
      podsByNode: new Map(),
      requiredProtocol: 1,
      ...more,
    },
    nodes,
  );
}

const names = ({ selected }: ResolvedTargets): readonly string[] => selected.map(({ name }) => name);

describe('resolveTargets', () => {
  it('takes every node, by name, and says which of them cannot be used and why', () => {
    const resolved = resolve({ allNodes: true });
    expect(names(resolved)).toEqual(['a', 'b', 'd']);
    expect(resolved.matched).toBe(4);
    expect(resolved.missing).toEqual([
      {
        name: 'c',
        reason: 'NodeNotConnected',
        message: 'No agent of this node is connected; the node is not ready and cordoned',
      },
    ]);
  });

  it('does not count as missing what only once had an agent', () => {
    const resolved = resolve({ allNodes: true }, [
      node('a'),
      node('gone', { isMember: false, agentProtocol: undefined }),
    ]);
    expect(resolved).toMatchObject({ matched: 1, missing: [] });
  });

  it.each([
    [{ matchLabels: { pool: 'blue' } }, ['a', 'b']],
    [{ matchLabels: { pool: 'blue', zone: 'x' } }, ['a']],
    [{ matchExpressions: [{ key: 'zone', operator: 'DoesNotExist', values: [] }] }, ['b', 'd']],
    [{ matchExpressions: [{ key: 'pool', operator: 'NotIn', values: ['blue'] }] }, ['d']],
    [{ matchExpressions: [{ key: 'pool', operator: 'In', values: ['blue', 'red'] }] }, ['a', 'b']],
    [{ matchLabels: { constructor: 'x' } }, []],
  ] as const)('chooses by labels: %j', (selector, expected) => {
    const nodeSelector = structuredClone(selector) as NonNullable<PowerToolSpec['targets']['nodeSelector']>;
    expect(names(resolve({ nodeSelector }))).toEqual(expected);
  });

  it('names nodes that do not exist, and counts a node that is named twice once', () => {
    const resolved = resolve({ nodeNames: ['d', 'nope', 'd'] });
    expect(names(resolved)).toEqual(['d']);
    expect(resolved.missing).toMatchObject([{ name: 'nope', reason: 'NodeNotFound' }]);
  });

  it('takes nodes that are cordoned or not ready as long as their agent is there, and says so', () => {
    const resolved = resolve({ allNodes: true }, [
      node('a', { isCordoned: true }),
      node('b', { isReady: false }),
    ]);
    expect(resolved).toMatchObject({ missing: [], cordoned: ['a'], notReady: ['b'] });
    expect(resolved.selected[0]).toMatchObject({ name: 'a', wasCordoned: true });
  });

  it('leaves out nodes that are leaving and agents that are too old', () => {
    const nodes = [node('a', { isLeaving: true }), node('b', { agentProtocol: 1 }), node('c')];
    const resolved = resolve({ allNodes: true }, nodes, { requiredProtocol: 2 });
    expect(names(resolved)).toEqual(['c']);
    expect(names(resolve({ nodeNames: ['a'] }, nodes))).toEqual(['a']);
    expect(resolved.missing.map(({ reason }) => reason)).toEqual(['NodeLeaving', 'AgentTooOld']);
  });

  it('leaves out nodes whose tool is of a version that may not run, unless something else is wrong first', () => {
    const misfits = new Map([
      ['a', 'The version of its perf 5.4 is not within ">=6"'],
      ['c', 'The version of its perf 5.4 is not within ">=6"'],
    ]);
    const resolved = resolve({ allNodes: true }, fleet, { misfits });
    expect(names(resolved)).toEqual(['b', 'd']);
    expect(resolved.missing).toMatchObject([
      { name: 'a', reason: 'VersionNotAllowed', message: 'The version of its perf 5.4 is not within ">=6"' },
      { name: 'c', reason: 'NodeNotConnected' },
    ]);
  });

  it('draws a sample from the nodes that can be used, and misses none of the others', () => {
    const resolved = resolve({ allNodes: true, sample: { maxNodes: 2 } });
    expect(resolved.selected).toHaveLength(2);
    expect(resolved).toMatchObject({ matched: 4, missing: [] });
  });

  it('takes the nodes of pods, each with its own', () => {
    const pod = { namespace: 'shop', name: 'web-1', uid: 'p1', containers: [{ name: 'app', id: 'c1' }] };
    const selector = { labelSelector: { matchLabels: { app: 'web' } } };
    const resolved = resolve(selector, fleet, { podsByNode: new Map([['d', [pod]]]) });
    expect(resolved.selected).toEqual([
      { name: 'd', uid: 'uid-d', pods: [pod], wasCordoned: false, wasLeaving: false },
    ]);
  });
});
