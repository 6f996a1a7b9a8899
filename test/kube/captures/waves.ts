import { expect, test } from 'vitest';
import { aSnapshot, type CaptureStage, conditionOf } from './stage.ts';

const nodeNames = ['node-a', 'node-b', 'node-c'];
const budgets = { maxConcurrentNodes: 1 };

export function waves(stage: () => CaptureStage): void {
  test('with one node at a time, each starts after the one before has ended', async () => {
    const { fleet } = stage();
    const uid = await fleet.create('in-waves', aSnapshot({ nodeNames }, { budgets }));
    const status = await fleet.waitForPhase('in-waves', ['Succeeded'], 90_000);
    const manifest = await stage().manifest(uid);
    expect(manifest.nodes.map(({ node, wave, reason }) => [node, wave, reason])).toEqual(
      nodeNames.map((node, wave) => [node, wave, '']),
    );
    const spans = manifest.nodes.map(({ outcome }) => [
      outcome?.startedUnixUs ?? 0,
      outcome?.endedUnixUs ?? 0,
    ]);
    for (const [index, [startedUnixUs = 0, endedUnixUs = 0]] of spans.entries()) {
      expect(endedUnixUs - startedUnixUs).toBeGreaterThanOrEqual(4_900_000);
      expect(startedUnixUs).toBeGreaterThan(spans[index - 1]?.[1] ?? 0);
    }
    expect(manifest.startsAtUnixUs).toHaveLength(3);
    expect(conditionOf(status, 'Started')).toMatchObject({ status: 'True', reason: 'Started' });
    expect(status.start?.plannedAt).toBe(new Date((manifest.startsAtUnixUs[0] ?? 0) / 1_000).toISOString());
    expect(status.start?.skewMaxMs).toBeLessThan(1_000);
    expect(status.nodes).toMatchObject({ matched: 3, selected: 3, verified: 3, captured: 3 });
  });

  test('a stop in the first wave keeps what there is, and the later nodes are never begun', async () => {
    const { fleet } = stage();
    const spec = aSnapshot({ nodeNames }, { budgets, tool: { name: 'node-snapshot', duration: '10m' } });
    const uid = await fleet.create('stopped-in-wave-1', spec);
    await stage().running('stopped-in-wave-1', 1);
    await fleet.patch('stopped-in-wave-1', { spec: { stop: true } });
    const status = await stage().ended('stopped-in-wave-1');
    expect(status.phase).toBe('PartiallySucceeded');
    expect(status.nodes).toMatchObject({ selected: 3, verified: 1, failed: 2 });
    expect(status.failures.map(({ node, reason }) => [node, reason])).toEqual([
      ['node-b', 'StopRequested'],
      ['node-c', 'StopRequested'],
    ]);
    expect(status.artifacts).toMatchObject([{ node: 'node-a', file: 'node-snapshot.ndjson' }]);
    const { nodes } = await stage().manifest(uid);
    expect(nodes.map(({ state, outcome }) => [state, outcome?.ending])).toEqual([
      ['verified', 'stoppedEarly'],
      ['cancelled', undefined],
      ['cancelled', undefined],
    ]);
  });
}
