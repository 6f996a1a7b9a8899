import { expect, test } from 'vitest';
import { aSnapshot, type CaptureStage } from './stage.ts';

export function events(stage: () => CaptureStage): void {
  test('events tell each step once, from Accepted to the end', async () => {
    const { fleet } = stage();
    const nodeNames = ['node-a', 'node-b', 'ghost'];
    const uid = await fleet.create(
      'told',
      aSnapshot({ nodeNames }, { failurePolicy: { minSuccessPercent: 60 } }),
    );
    await fleet.waitForPhase('told', ['Succeeded'], 60_000);
    const told = await stage().eventually(uid, 'Succeeded');
    expect(told.map(({ reason, type, count }) => [reason, type, count])).toEqual([
      ['Accepted', 'Normal', 1],
      ['Started', 'Normal', 1],
      ['Succeeded', 'Normal', 1],
    ]);
    expect(told[0]?.message).toBe('2 of 3 nodes selected; NodeNotFound: ghost');
    expect(told[1]?.message).toMatch(/^2 of 3 nodes started, at most [0-9.]+ ms from 20.*Z$/);
    expect(told[2]?.message).toBe('2 of 3 nodes verified');
  });

  test('the event Verified says that every file is in the store', async () => {
    const { fleet } = stage();
    const uid = await fleet.create('told-verified', aSnapshot({ nodeNames: ['node-a'] }));
    await fleet.waitForPhase('told-verified', ['Succeeded'], 60_000);
    const told = await stage().eventually(uid, 'Succeeded');
    expect(told.map(({ reason }) => reason)).toEqual(['Accepted', 'Started', 'Verified', 'Succeeded']);
  });
}
