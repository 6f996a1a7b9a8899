import { describe, expect, it } from 'vitest';
import { makeUploadRate } from './upload-rate.ts';

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
