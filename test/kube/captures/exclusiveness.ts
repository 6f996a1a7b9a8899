import { expect, test } from 'vitest';
import { aPerf, aSnapshot, type CaptureStage, conditionOf } from './stage.ts';

const targets = { nodeNames: ['node-g'] };
const waits = { start: { leadTime: '1s', startDeadline: '1m' } };

export function exclusiveness(stage: () => CaptureStage): void {
  test('a second capture of a tool is refused on a busy node at once, or when it has waited for as long as it may', async () => {
    const { fleet } = stage();
    await stage().with(['node-g'], async () => {
      const first = await fleet.create('busy-first', aPerf(targets, { tool: { duration: '10m' } }));
      await stage().running('busy-first', 1);
      await fleet.create('busy-refused', aPerf(targets));
      await fleet.create(
        'busy-impatient',
        aPerf(targets, { start: { leadTime: '1s', startDeadline: '3s' } }),
      );
      await fleet.create('busy-waits', aPerf(targets, waits));
      await fleet.create('busy-stopped', aPerf(targets, waits));
      const refused = await stage().ended('busy-refused');
      expect(refused.phase).toBe('Failed');
      expect(refused.nodes).toMatchObject({ selected: 1, refused: 1, verified: 0 });
      expect(refused.failures).toMatchObject([
        {
          node: 'node-g',
          reason: 'Busy',
          message: expect.stringContaining('capture "oncall/busy-first" uses it'),
        },
      ]);
      const waiting = await fleet.waitForStatus(
        'busy-waits',
        (status) => conditionOf(status, 'Waiting')?.status === 'True',
        20_000,
      );
      expect(conditionOf(waiting, 'Waiting')).toMatchObject({
        reason: 'WaitingForNodes',
        message: expect.stringMatching(/node-g.*oncall\/busy-first/),
      });
      await fleet.patch('busy-stopped', { spec: { stop: true } });
      const stopped = await stage().ended('busy-stopped');
      expect(stopped.phase).toBe('Cancelled');
      expect(conditionOf(stopped, 'Waiting')?.status).not.toBe('True');
      const impatient = await stage().ended('busy-impatient');
      expect(impatient).toMatchObject({ phase: 'Failed', failures: [{ node: 'node-g', reason: 'Busy' }] });
      expect(conditionOf(impatient, 'Waiting')?.status).toBe('False');
      await fleet.patch('busy-first', { spec: { stop: true } });
      const ended = await fleet.waitForPhase('busy-waits', ['Succeeded'], 60_000);
      expect(conditionOf(ended, 'Waiting')?.status).toBe('False');
      expect((await fleet.read('busy-first'))?.status?.phase).toBe('Succeeded');
      const [before, after] = [
        await stage().manifest(first),
        await stage().manifest((await fleet.read('busy-waits'))?.uid ?? ''),
      ];
      expect(after.nodes[0]?.outcome?.startedUnixUs).toBeGreaterThan(
        before.nodes[0]?.outcome?.endedUnixUs ?? 0,
      );
    });
  });

  test('tools that exclude each other by config take turns on a node', async () => {
    const { fleet } = stage();
    await stage().with(['node-g'], async () => {
      await fleet.create('snapshot-first', aSnapshot(targets));
      await stage().running('snapshot-first', 1);
      await fleet.create('perf-refused', aPerf(targets));
      await fleet.create('perf-waits', aPerf(targets, waits));
      const refused = await stage().ended('perf-refused');
      expect(refused.failures).toMatchObject([
        { reason: 'Busy', message: expect.stringContaining('the two exclude each other') },
      ]);
      await fleet.waitForPhase('perf-waits', ['Succeeded'], 60_000);
      expect((await fleet.read('snapshot-first'))?.status?.phase).toBe('Succeeded');
    });
  });
}
