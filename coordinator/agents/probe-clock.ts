import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import type { Session } from './session.ts';

const first = 8;
/** Between the first probes of a session, on average. */
const firstGapMs = 1_000;
const burst = 8;
const burstGapMs = 25;
/** Probes of all nodes together within one burst: more would only measure how long they wait for one another. */
const burstOfFleet = 2_000;
const steadyGapMs = 10_000;

/**
 * Keeps the estimate of a session's clock fresh until the signal aborts: one probe at once, eight within some seconds,
 * then one in 10 s. A fleet that comes back at one instant is not asked more than once at that instant.
 */
export async function probeClock(
  session: Session,
  deps: { readonly clock: Clock; readonly random: () => number },
  signal: AbortSignal,
): Promise<void> {
  const { clock, random } = deps;
  await untilAbort(async () => {
    for (let sent = 1; ; sent += 1) {
      probe(session, clock);
      await clock.sleep(sent < first ? firstGapMs * (0.5 + random()) : steadyGapMs, signal);
    }
  });
}

/**
 * Up to eight probes in 0.2 s, so that one of them finds an idle moment on both ends, before a node starts together
 * with `nodes - 1` others: fewer the more they are, and none for a whole fleet, whose steady samples are better.
 */
export async function freshenClock(
  session: Session,
  nodes: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const probes = Math.min(burst, Math.floor(burstOfFleet / nodes));
  await untilAbort(async () => {
    for (let sent = 0; sent < probes; sent += 1) {
      probe(session, clock);
      await clock.sleep(burstGapMs, signal);
    }
  });
}

function probe(session: Session, clock: Clock): void {
  session.stream.send({ kind: 'clockProbe', sentUs: clock.monotonicUs() });
}

async function untilAbort(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isAbort(error)) throw error;
  }
}
