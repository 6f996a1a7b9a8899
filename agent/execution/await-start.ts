import type { Clock } from '../../shared/runtime/clock.ts';
import type { BlockedTool } from './blocked-tool.ts';
import { firstOf, isAbortedFirst, orAborted, type Source } from './first-of.ts';

/** Timers fire late, so the last part of the wait is spent looking at the clock. */
const spinMs = 3;
/** Later than this after its instant, a start counts as late. */
const lateUs = 50_000;
const longestSleepMs = 2_147_000_000;

export type Start =
  | {
      readonly kind: 'started';
      readonly monotonicUs: number;
      readonly unixUs: number;
      readonly isLate: boolean;
    }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'notExecuted'; readonly exitCode: number };

/**
 * Releases the tool at the instant of the monotonic clock and waits for its exec, which is the start. `stop` ends
 * the wait before the release; after it the tool is executing.
 */
export async function awaitStart(
  blocked: BlockedTool,
  clock: Clock,
  startAtUs: number,
  stop: AbortSignal,
): Promise<Start> {
  if (stop.aborted) return { kind: 'cancelled' };
  const gone: Source<Start> = async (over) => {
    const exit = await orAborted(blocked.exit, over);
    return exit && { kind: 'notExecuted', exitCode: exit.exitCode };
  };
  const waitMs = (startAtUs - clock.monotonicUs()) / 1_000 - spinMs;
  if (waitMs > 0) {
    const before = await firstOf<Start | 'due'>([
      gone,
      async (over) => {
        await clock.sleep(Math.min(waitMs, longestSleepMs), over);
        return 'due';
      },
      async (over) => ((await isAbortedFirst(stop, over)) ? { kind: 'cancelled' } : undefined),
    ]);
    if (before !== 'due') return before;
  }
  while (clock.monotonicUs() < startAtUs);
  blocked.release();
  const execution = await blocked.execution;
  if (execution.kind === 'failed') return { kind: 'notExecuted', exitCode: execution.exitCode };
  const monotonicUs = clock.monotonicUs();
  return {
    kind: 'started',
    monotonicUs,
    unixUs: clock.unixUs(),
    isLate: monotonicUs - startAtUs > lateUs,
  };
}
