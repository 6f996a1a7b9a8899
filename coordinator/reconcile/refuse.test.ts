import { describe, expect, it } from 'vitest';
import type { ResolvedTargets } from '../planning/resolve-targets.ts';
import { endWaiting, toRefusedStatus, toWaitingStatus } from './refuse.ts';

const [first, second] = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:05.000Z'];
const forStart = { reason: 'WaitingForStart', message: 'Starts at noon' };
const forTargets = { reason: 'WaitingForTargets', message: 'No node' };
const targets: ResolvedTargets = {
  matched: 1,
  selected: [],
  missing: [{ name: 'a', reason: 'NodeNotConnected', message: 'No agent' }],
  cordoned: [],
  notReady: [],
};

describe('toWaitingStatus', () => {
  it('is the same for as long as the wait is the same', () => {
    const before = toWaitingStatus(forStart, undefined, first);
    expect(before.phase).toBe('Scheduled');
    expect(toWaitingStatus(forStart, before, second)).toEqual(before);
  });

  it('does not take Scheduled back to Pending when nodes are waited for as well', () => {
    const before = toWaitingStatus(forStart, undefined, first);
    expect(toWaitingStatus(forTargets, undefined, first).phase).toBe('Pending');
    expect(toWaitingStatus(forTargets, before, second).phase).toBe('Scheduled');
  });
});

describe('toRefusedStatus', () => {
  it('keeps since when it was accepted, and ends the wait', () => {
    const before = toWaitingStatus(forTargets, undefined, first);
    const { phase, conditions } = toRefusedStatus(
      { reason: 'NoMatchingTargets', message: 'No node' },
      targets,
      before,
      second,
    );
    expect(phase).toBe('Failed');
    expect(
      conditions.map(({ type, status, lastTransitionTime }) => [type, status, lastTransitionTime]),
    ).toEqual([
      ['Accepted', 'True', first],
      ['Waiting', 'False', second],
      ['TargetsResolved', 'False', second],
      ['Complete', 'True', second],
    ]);
  });

  it('counts and names the nodes that were chosen and cannot be used', () => {
    const refusal = { reason: 'NoMatchingTargets', message: 'No node' };
    expect(toRefusedStatus(refusal, targets, undefined, first)).toMatchObject({
      nodes: { matched: 1, selected: 1, failed: 1 },
      failures: [{ node: 'a', reason: 'NodeNotConnected', message: 'No agent' }],
    });
  });

  it.each([
    ['Invalid', 'False', 'Failed'],
    ['BudgetExceeded', 'False', 'Failed'],
    ['StartMissed', 'True', 'Failed'],
    ['Cancelled', 'True', 'Cancelled'],
  ])('with reason %s, Accepted is %s and the phase is %s', (reason, accepted, phase) => {
    const status = toRefusedStatus({ reason, message: 'Why' }, undefined, undefined, first);
    expect(status.phase).toBe(phase);
    expect(status.conditions[0]).toMatchObject({ type: 'Accepted', status: accepted });
  });
});

describe('endWaiting', () => {
  it('says of what never waited nothing', () => {
    expect(endWaiting([], first)).toEqual([]);
  });
});
