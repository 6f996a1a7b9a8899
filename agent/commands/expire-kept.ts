import type { Clock } from '../../shared/runtime/clock.ts';
import { type Condition, untilChanged } from '../../shared/runtime/condition.ts';
import { isAbort, type Part } from '../../shared/runtime/group.ts';
import type { Commands } from './commands.ts';

/** The wall clock may be set meanwhile. */
const longestSleepMs = 3_600_000;
const shortestSleepMs = 1_000;

/** Removes kept files whose time on the node is over, also while the coordinator is away. */
export function expireKept({
  commands,
  begun,
  clock,
}: {
  readonly commands: Pick<Commands, 'discardExpired'>;
  /** Changes when a command begins. */
  readonly begun: Condition;
  readonly clock: Clock;
}): Part {
  return async (signal) => {
    while (!signal.aborted) {
      try {
        const nextMs = commands.discardExpired(clock.unixUs());
        // At rest nothing wakes it.
        if (nextMs === undefined) await untilChanged(begun, signal);
        else await clock.sleep(Math.min(longestSleepMs, Math.max(shortestSleepMs, nextMs)), signal);
      } catch (error) {
        if (isAbort(error)) return;
        throw error;
      }
    }
  };
}
