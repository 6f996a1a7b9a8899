import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

const rule = { initialMs: 200, maxMs: 10_000 };

describe('backoffMs', () => {
  it('doubles up to the maximum', () => {
    expect([0, 1, 2, 5, 6, 1_000].map((attempt) => backoffMs(rule, attempt, 0.999_999))).toEqual([
      200, 400, 800, 6_400, 10_000, 10_000,
    ]);
  });

  it('stays between half of it and all of it, so that a fleet does not come back at one instant', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, random) => {
          const ceiling = Math.min(rule.maxMs, rule.initialMs * 2 ** attempt);
          const delay = backoffMs(rule, attempt, random);
          expect(delay).toBeGreaterThanOrEqual(Math.floor(ceiling / 2));
          expect(delay).toBeLessThanOrEqual(ceiling);
        },
      ),
    );
  });
});
