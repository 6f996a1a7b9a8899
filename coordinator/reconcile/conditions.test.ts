import { describe, expect, it } from 'vitest';
import { withCondition } from './conditions.ts';

const accepted = { type: 'Accepted', status: 'True', reason: 'Accepted', message: '' } as const;

describe('withCondition', () => {
  it('adds a condition, and keeps its transition time while its status stays', () => {
    const first = withCondition([], accepted, '2026-01-01T00:00:00Z');
    const same = withCondition(first, { ...accepted, message: 'still' }, '2026-01-02T00:00:00Z');
    expect(same).toEqual([{ ...accepted, message: 'still', lastTransitionTime: '2026-01-01T00:00:00Z' }]);
    const turned = withCondition(same, { ...accepted, status: 'False' }, '2026-01-03T00:00:00Z');
    expect(turned[0]?.lastTransitionTime).toBe('2026-01-03T00:00:00Z');
  });

  it('leaves the others as they are and where they are', () => {
    const two = withCondition(withCondition([], accepted, 'a'), { ...accepted, type: 'Started' }, 'b');
    const again = withCondition(two, { ...accepted, reason: 'Again' }, 'c');
    expect(again.map(({ type }) => type)).toEqual(['Accepted', 'Started']);
    expect(again[1]).toBe(two[1]);
  });

  it('clips a message that lists more than a status should hold', () => {
    const [condition] = withCondition([], { ...accepted, message: 'x'.repeat(100_000) }, 'a');
    expect(condition?.message.length).toBe(2_048);
    expect(condition?.message.endsWith('…')).toBe(true);
  });
});
