import { describe, expect, it } from 'vitest';
import { bothRates, CommandRates, makeUploadRate } from './upload-rate.ts';

describe('makeUploadRate', () => {
  it('lets so many bytes a second pass, also after a pause', async () => {
    let nowUs = 0;
    const clock = {
      monotonicUs: () => nowUs,
      unixUs: () => nowUs,
      sleep: async (ms: number) => {
        nowUs += ms * 1_000;
      },
    };
    const rate = makeUploadRate(1_000_000, clock);
    const { signal } = new AbortController();
    for (const pauseUs of [0, 60_000_000]) {
      nowUs += pauseUs;
      const startedUs = nowUs;
      for (let sent = 0; sent < 5_000_000; sent += 65_536) await rate.take(65_536, signal);
      const seconds = (nowUs - startedUs) / 1_000_000;
      expect(seconds).toBeGreaterThan(4.9);
      expect(seconds).toBeLessThan(5.2);
    }
  });
});

describe('CommandRates', () => {
  const startClock = () => {
    const clock = {
      nowUs: 0,
      monotonicUs: () => clock.nowUs,
      unixUs: () => clock.nowUs,
      sleep: async (ms: number) => {
        clock.nowUs += ms * 1_000;
      },
    };
    return clock;
  };
  const { signal } = new AbortController();

  it('lets all uploads of a command share one limit, and those of others have their own', async () => {
    const clock = startClock();
    const rates = new CommandRates(clock);
    const [first, second] = [rates.use('a', 1_000_000), rates.use('a', 1_000_000)];
    const other = rates.use('b', 1_000_000);
    for (let sent = 0; sent < 5_000_000; sent += 100_000) {
      await first?.take(50_000, signal);
      await second?.take(50_000, signal);
    }
    expect(Math.round(clock.nowUs / 1e6)).toBe(5);
    const before = clock.nowUs;
    await other?.take(10_000, signal);
    expect(clock.nowUs).toBe(before);
    expect(rates.use('c', 0)).toBeUndefined();
  });

  it('goes by the lower of two limits, whichever it is', async () => {
    for (const [node, command] of [
      [1_000_000, 100_000],
      [100_000, 1_000_000],
    ] as const) {
      const clock = startClock();
      const own = new CommandRates(clock).use('a', command);
      const rate = bothRates(makeUploadRate(node, clock), own);
      for (let sent = 0; sent < 500_000; sent += 50_000) await rate?.take(50_000, signal);
      expect(clock.nowUs / 1e6).toBeGreaterThan(4.9);
    }
  });
});
