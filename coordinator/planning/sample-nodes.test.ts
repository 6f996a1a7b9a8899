import { describe, expect, it } from 'vitest';
import { sampleNodes } from './sample-nodes.ts';

const zones = ['x', 'x', 'x', 'x', 'x', 'x', 'y', 'y', 'z', undefined];
const nodes = zones.map((zone, index) => ({
  name: `n${index}`,
  labels: zone === undefined ? {} : { zone },
}));
const names = (drawn: readonly { readonly name: string }[]): readonly string[] =>
  drawn.map(({ name }) => name);

describe('sampleNodes', () => {
  it.each([
    [{ maxNodes: 3 }, 3],
    [{ maxPercent: 25 }, 3],
    [{ maxPercent: 1 }, 1],
    [{ maxNodes: 2, maxPercent: 90 }, 2],
    [{ maxNodes: 9, maxPercent: 10 }, 1],
    [{ maxNodes: 5000 }, 10],
  ])('draws as many as %j allows of 10', (sample, size) => {
    expect(sampleNodes(nodes, sample, 'run')).toHaveLength(size);
  });

  it('draws the same nodes for the same run, in whatever order they are listed', () => {
    const first = names(sampleNodes(nodes, { maxNodes: 4 }, 'run'));
    expect(names(sampleNodes(nodes.toReversed(), { maxNodes: 4 }, 'run'))).toEqual(first);
    expect(new Set(first).size).toBe(4);
  });

  it('draws each node about as often as another over many runs', () => {
    const counts = new Map<string, number>();
    for (let run = 0; run < 2_000; run += 1)
      for (const { name } of sampleNodes(nodes, { maxNodes: 5 }, `run-${run}`))
        counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const [name, count] of counts) expect.soft(Math.abs(count - 1_000), name).toBeLessThan(120);
    expect(counts.size).toBe(10);
  });

  it.each([1, 2, 3, 4, 5, 6, 8, 10])('spreads %i nodes evenly over the values of a label', (maxNodes) => {
    const drawn = sampleNodes(nodes, { maxNodes, spreadBy: 'zone' }, 'run');
    const perZone = ['x', 'y', 'z', undefined].map(
      (zone) => drawn.filter(({ labels }) => labels.zone === zone).length,
    );
    const available = [6, 2, 1, 1];
    expect(drawn).toHaveLength(maxNodes);
    // No zone has two more than one that could have given another.
    const short = Math.min(...perZone.filter((count, zone) => count < (available[zone] ?? 0)), 10);
    expect(Math.max(...perZone) - short).toBeLessThanOrEqual(1);
  });

  it('does not take a label that objects have by inheritance for one', () => {
    expect(sampleNodes(nodes, { maxNodes: 10, spreadBy: 'constructor' }, 'run')).toHaveLength(10);
  });
});
