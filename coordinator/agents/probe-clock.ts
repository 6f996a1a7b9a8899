import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import type { Session } from './session.ts';

const burst = 8;
const burstGapMs = 25;
const steadyGapMs = 10_000;

/** Keeps the estimate of a session's clock fresh until the signal aborts: a burst at first, then one in 10 s. */
export async function probeClock(session: Session, clock: Clock, signal: AbortSignal): Promise<void> {
  try {
    await probeBurst(session, clock, signal);
    for (;;) {
      await clock.sleep(steadyGapMs, signal);
      session.stream.send({ kind: 'clockProbe', sentUs: clock.monotonicUs() });
    }
  } catch (error) {
    if (!isAbort(error)) throw error;
  }
}

/** Eight probes in 0.2 s: enough for one of them to find an idle moment on both ends. */
export async function probeBurst(session: Session, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let sent = 0; sent < burst; sent += 1) {
    session.stream.send({ kind: 'clockProbe', sentUs: clock.monotonicUs() });
    await clock.sleep(burstGapMs, signal);
  }
}
