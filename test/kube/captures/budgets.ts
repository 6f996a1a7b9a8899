import { expect, test } from 'vitest';
import { aSnapshot, type CaptureStage, conditionOf } from './stage.ts';

export function budgets(stage: () => CaptureStage): void {
  test('a capture of too much of the fleet is refused with what would be right', async () => {
    const targets = { nodeNames: ['node-a', 'node-b', 'node-c'] };
    await stage().fleet.create('too-many', aSnapshot(targets, { budgets: { maxPercentOfFleet: 34 } }));
    const status = await stage().ended('too-many', 30_000);
    expect(status.phase).toBe('Failed');
    expect(conditionOf(status, 'Accepted')).toMatchObject({
      status: 'False',
      reason: 'BudgetExceeded',
      message: expect.stringMatching(
        /^spec\.budgets\.maxPercentOfFleet: 3 nodes are more than 34 % of the [78] that have an agent: choose at most 2/,
      ),
    });
  });

  test('a capture that writes too much is stopped, and what there is is kept', async () => {
    const { fleet } = stage();
    const uid = await fleet.create(
      'too-much',
      aSnapshot(
        { nodeNames: ['node-a', 'node-b'] },
        { budgets: { maxTotalBytes: '60k' }, tool: { name: 'node-snapshot', duration: '10m' } },
      ),
    );
    const status = await stage().ended('too-much', 60_000);
    expect(status.phase).toBe('Succeeded');
    expect(status.nodes).toMatchObject({ verified: 2 });
    expect(status.bytes.stored).toBeGreaterThan(60_000);
    expect(conditionOf(status, 'Complete')).toMatchObject({
      reason: 'StoppedEarly',
      message: expect.stringContaining('more than budgets.maxTotalBytes of'),
    });
    const events = await stage().eventually(uid, 'BudgetExceeded');
    expect(events.filter(({ reason }) => reason === 'BudgetExceeded')).toHaveLength(1);
  });
}
