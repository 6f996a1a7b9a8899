import { createHash } from 'node:crypto';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';

type Sample = NonNullable<PowerToolSpec['targets']['sample']>;

interface SampledNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Draws a sample: by the hash of the run's uid and the node's name, so that whoever leads draws the same nodes. With
 * `spreadBy`, one of each value of that label in turn; nodes without the label are a value of their own.
 * The share is of the nodes given, rounded up. In the order drawn.
 */
export function sampleNodes<Node extends SampledNode>(
  nodes: readonly Node[],
  sample: Sample,
  runUid: string,
): readonly Node[] {
  const share = Math.ceil((nodes.length * (sample.maxPercent ?? 100)) / 100);
  const size = Math.min(share, sample.maxNodes ?? share, nodes.length);
  const rankOf = (name: string): string => createHash('sha256').update(`${runUid} ${name}`).digest('hex');
  const drawn = nodes
    .map((node) => ({ node, rank: rankOf(node.name) }))
    .toSorted((left, right) => (left.rank < right.rank ? -1 : 1))
    .map(({ node }) => node);
  const { spreadBy } = sample;
  if (spreadBy === undefined) return drawn.slice(0, size);
  const groups = new Map<string, Node[]>();
  for (const node of drawn) {
    const value = Object.hasOwn(node.labels, spreadBy) ? `=${node.labels[spreadBy]}` : '';
    groups.set(value, [...(groups.get(value) ?? []), node]);
  }
  const rounds = Math.max(0, ...[...groups.values()].map((group) => group.length));
  const spread: Node[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const group of groups.values()) {
      const node = group[round];
      if (node !== undefined) spread.push(node);
    }
  }
  return spread.slice(0, size);
}
