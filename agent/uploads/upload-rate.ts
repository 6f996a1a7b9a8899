import type { Clock } from '../../shared/runtime/clock.ts';

/** Bounds bytes per second over everything that takes from it. */
export interface UploadRate {
  /** Resolves when the bytes may be sent; rejects when the signal aborts. */
  take(bytes: number, signal: AbortSignal): Promise<void>;
}

/** At most this much is sent at once after a pause. */
const burstUs = 20_000;

/** Spreads bytes evenly, so that sending what a capture made does not become the node's next problem. */
export function makeUploadRate(bytesPerSecond: number, clock: Clock): UploadRate {
  let freeAtUs = 0;
  return {
    take: async (bytes, signal) => {
      const nowUs = clock.monotonicUs();
      freeAtUs = Math.max(freeAtUs, nowUs - burstUs) + (bytes / bytesPerSecond) * 1_000_000;
      if (freeAtUs > nowUs) await clock.sleep(Math.ceil((freeAtUs - nowUs) / 1_000), signal);
    },
  };
}
