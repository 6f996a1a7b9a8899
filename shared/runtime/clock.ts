import { setTimeout as delay } from 'node:timers/promises';

/** Time as the parts see it; passed in, so that pure time logic can be tested without waiting. */
export interface Clock {
  /** Microseconds on this machine's monotonic clock (CLOCK_MONOTONIC). */
  monotonicUs(): number;
  /** Microseconds since 1970 on the wall clock. */
  unixUs(): number;
  /** Resolves after `ms`; rejects with the signal's reason when that aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  monotonicUs: () => Number(process.hrtime.bigint() / 1_000n),
  unixUs: () => Date.now() * 1_000,
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { signal });
  },
};
