import { describe, expect, it } from 'vitest';
import { concludeRun } from './conclude.ts';
import type { NodeState } from './node-state.ts';

const nodes = (...states: NodeState[]) =>
  states.map((state) => ({ state, reason: '', message: '', stoppedEarly: false }));

describe('concludeRun', () => {
  it.each([
    [['verified', 'verified'], 0, 100, 'Succeeded'],
    [['verified', 'failed'], 0, 100, 'PartiallySucceeded'],
    [['verified', 'failed'], 0, 50, 'Succeeded'],
    [['verified', 'failed', 'failed'], 0, 34, 'PartiallySucceeded'],
    [['verified'], 1, 100, 'PartiallySucceeded'],
    [['verified'], 1, 50, 'Succeeded'],
    [['failed', 'lost'], 0, 1, 'Failed'],
    [['refused'], 0, 1, 'Failed'],
    [['cancelled', 'cancelled'], 0, 100, 'Cancelled'],
    [['cancelled', 'failed'], 0, 100, 'Failed'],
    [[], 3, 1, 'Failed'],
  ] as const)('%j with %i missing and a minimum of %i %% is %s', (states, missing, minimum, phase) => {
    expect(concludeRun(nodes(...states), missing, minimum, undefined).phase).toBe(phase);
  });

  it('says how many nodes count since they keep their files', () => {
    const kept = { state: 'verified', reason: 'KeptOnNode', message: '', stoppedEarly: false } as const;
    expect(concludeRun([kept, ...nodes('verified')], 0, 100, undefined)).toEqual({
      phase: 'Succeeded',
      reason: 'Succeeded',
      message: '2 of 2 nodes verified, 1 of them sealed on the node as asked',
    });
  });

  it('names an early stop as the reason of a success', () => {
    const early = [{ state: 'verified', reason: '', message: '', stoppedEarly: true }] as const;
    expect(concludeRun(early, 0, 100, undefined)).toMatchObject({
      phase: 'Succeeded',
      reason: 'StoppedEarly',
    });
  });
});
