import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { type Part, untilAborted } from '../../shared/runtime/group.ts';
import type { Commands } from './commands.ts';

export interface DrainDeps {
  readonly commands: Commands;
  readonly connection: { silentMs(): number };
  readonly clock: Clock;
  readonly log: Log;
  /** From the stop to the exit. */
  readonly graceMs: number;
}

const pollMs = 50;
const lonelyMs = 5_000;
const farewellMs = 2_000;

/**
 * Stops the commands when the agent is to stop: refuse, stop the tools, wait until their files are delivered and
 * their outcomes told, at most for the grace period. What remains is in the journals for the next agent; where nothing
 * is heard for 5 s once the tools have ended, there is nothing to wait for.
 */
export function drainAtStop(deps: DrainDeps): Part {
  return async (signal) => {
    await untilAborted(signal);
    const { commands, connection, clock } = deps;
    const beginUs = clock.monotonicUs();
    const elapsedMs = (): number => (clock.monotonicUs() - beginUs) / 1_000;
    const never = new AbortController().signal;
    let endedAtMs: number | undefined;
    void commands.drain().then(() => {
      endedAtMs = elapsedMs();
    });
    let settledAtMs: number | undefined;
    while (elapsedMs() < deps.graceMs && !commands.isIdle()) {
      if (endedAtMs !== undefined) {
        // While the last files were sealed there may have been nothing to say.
        if (Math.min(connection.silentMs(), elapsedMs() - endedAtMs) > lonelyMs) break;
        if (commands.isDelivered()) {
          settledAtMs ??= elapsedMs();
          if (elapsedMs() - settledAtMs > farewellMs) break;
        }
      }
      await clock.sleep(pollMs, never);
    }
    deps.log.info({ isIdle: commands.isIdle(), elapsedMs: elapsedMs() }, 'Agent drained');
  };
}
