import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addClockSample, type ClockSample, estimateClock } from './clock-offset.ts';

/** A sample over a path with these delays, where the agent's clock is ahead by `offset`. */
const sample = (sentUs: number, thereUs: number, backUs: number, offset: number): ClockSample => ({
  probeSentUs: sentUs,
  agentReceivedUs: sentUs + thereUs + offset,
  agentSentUs: sentUs + thereUs + offset + 50,
  replyReceivedUs: sentUs + thereUs + 50 + backUs,
});

describe('the clock offset', () => {
  it('is exact over a symmetric path', () => {
    expect(estimateClock([sample(0, 100, 100, 7_000_000)], 250)).toEqual({
      offsetUs: 7_000_000,
      uncertaintyUs: 100,
    });
  });

  it('comes from the fastest exchange, not from the newest', () => {
    const samples = [sample(0, 100, 100, 500), sample(1_000, 100, 9_000, 500)];
    expect(estimateClock(samples, 11_000)?.offsetUs).toBe(500);
  });

  it('prefers a newer sample to one that is old enough to have drifted', () => {
    const samples = [sample(0, 100, 100, 0), sample(100_000_000, 200, 200, 1_500)];
    expect(estimateClock(samples, 100_001_000)?.offsetUs).toBe(1_500);
  });

  it('is never wrong by more than its uncertainty, whatever the path does', () => {
    const delay = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(delay, delay), { minLength: 1, maxLength: 40 }),
        fc.integer(),
        (paths, offset) => {
          let samples: readonly ClockSample[] = [];
          for (const [there, back] of paths)
            samples = addClockSample(samples, sample(0, there, back, offset));
          const estimate = estimateClock(samples, 0);
          const errorUs = Math.abs((estimate?.offsetUs ?? Number.NaN) - offset);
          expect(errorUs).toBeLessThanOrEqual((estimate?.uncertaintyUs ?? 0) + 1);
        },
      ),
    );
  });

  it('is unknown without a sample, and a sample in which time ran backwards is none', () => {
    expect(estimateClock(addClockSample([], sample(0, -400, 100, 0)), 0)).toBeUndefined();
  });
});
