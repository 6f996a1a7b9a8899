import type { Heartbeat } from '../../shared/domain/node-facts.ts';
import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import type { Outbox } from './outbox.ts';

/** Within ±10 % of the interval, so that a fleet that connected at one instant does not beat at one instant. */
export function heartbeatDelayMs(intervalMs: number, random: number): number {
  return Math.max(100, intervalMs * (0.9 + 0.2 * random));
}

/** Puts a heartbeat into the outbox every interval until aborted. */
export async function beatHeart(
  intervalMs: number,
  deps: {
    readonly readHeartbeat: () => Promise<Heartbeat>;
    readonly outbox: Outbox;
    readonly clock: Clock;
    readonly random: () => number;
    readonly log: Log;
  },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await deps.clock.sleep(heartbeatDelayMs(intervalMs, deps.random()), signal);
      const heartbeat = await deps.readHeartbeat();
      if (!signal.aborted) deps.outbox.put({ kind: 'heartbeat', heartbeat });
    } catch (error) {
      if (isAbort(error)) return;
      deps.log.warn({ err: error }, 'Heartbeat could not be read');
    }
  }
}
