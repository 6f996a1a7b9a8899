import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort, type Part } from '../../shared/runtime/group.ts';

const firstSweepMs = 60_000;
const sweepGapMs = 3_600_000;
/** What is younger may be of a coordinator whose word has not reached the store yet. */
export const sweepGraceMs: number = 24 * 3_600_000;

/** Sweeps once an hour, the first time a minute after the start; one that fails is logged. */
export function sweepHourly(
  sweep: (signal: AbortSignal) => Promise<void>,
  deps: { readonly clock: Clock; readonly log: Log },
): Part {
  return async (signal) => {
    let pauseMs = firstSweepMs;
    while (!signal.aborted) {
      try {
        await deps.clock.sleep(pauseMs, signal);
        pauseMs = sweepGapMs;
        await sweep(signal);
      } catch (error) {
        if (signal.aborted || isAbort(error)) return;
        deps.log.warn({ err: error }, 'Failed to sweep unfinished uploads');
      }
    }
  };
}
