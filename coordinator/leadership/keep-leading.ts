import { isAbort } from '../../shared/runtime/group.ts';
import { type HeldLease, holdLease, isCertain, releaseLease } from './hold-lease.ts';
import { formatHolder } from './holder.ts';
import {
  defaultLeaseTimes,
  type LeadershipDeps,
  type LeaseTerm,
  type LeaseTimes,
  type OnLead,
} from './leadership-deps.ts';
import { LeaseSeeker } from './seek-lease.ts';

/**
 * Stands for leader until the signal aborts: follows whoever holds the Lease, and leads in terms of its own. A term
 * begins when its epoch is in the store. Its signal aborts when this one does or when the Lease is lost; nothing more
 * is tried before `onLead` has resolved, and then the Lease is released. Where `onLead` ends by itself, so does this;
 * what it throws is thrown here.
 */
export async function keepLeading(deps: LeadershipDeps, onLead: OnLead, signal: AbortSignal): Promise<void> {
  const { clock, times = defaultLeaseTimes } = deps;
  checkTimes(times);
  const seeker = new LeaseSeeker(deps, formatHolder(deps.me));
  while (!signal.aborted) {
    const held = await seeker.seek(signal);
    if (held !== undefined && (await leadTerm(held, deps, onLead, signal)) === 'finished') return;
    // Candidates that began at one instant do not go on at one.
    await clock.sleep(times.retryMs * (1 + Math.random() / 5), signal).catch(() => undefined);
  }
}

/** `over`: the signal or the Lease ended it; `finished`: `onLead` did. */
async function leadTerm(
  held: HeldLease,
  deps: LeadershipDeps,
  onLead: OnLead,
  signal: AbortSignal,
): Promise<'over' | 'finished'> {
  const epoch = held.stored.record.transitions;
  const [loss, settled] = [new AbortController(), new AbortController()];
  let newest = held;
  const onRenewed = (renewed: HeldLease): void => {
    newest = renewed;
  };
  const holding = holdLease(held, deps, onRenewed, settled.signal).then((end) => {
    if (end.kind === 'held') return end.stored;
    deps.log.warn({ epoch, reason: end.reason }, 'Lost the Lease');
    loss.abort();
    if (end.kind === 'silent') deps.known.noteUnseen();
    return undefined;
  });
  const term = { epoch, isHeld: () => !loss.signal.aborted && isCertain(newest, deps) };
  try {
    return await carryOut(term, deps, onLead, AbortSignal.any([signal, loss.signal]));
  } finally {
    settled.abort();
    const stored = await holding;
    if (stored !== undefined) await releaseLease(stored, deps);
  }
}

async function carryOut(
  term: LeaseTerm,
  deps: LeadershipDeps,
  onLead: OnLead,
  signal: AbortSignal,
): Promise<'over' | 'finished'> {
  const { known, me, log } = deps;
  const { epoch } = term;
  try {
    await deps.noteEpoch(epoch);
  } catch (error) {
    log.error({ err: error, epoch }, 'Failed to note the epoch; the term did not begin');
    return 'over';
  }
  if (signal.aborted) return 'over';
  known.noteMe(me.address, signal);
  log.info({ epoch }, 'Began to lead');
  try {
    await onLead(term, signal);
  } catch (error) {
    if (!signal.aborted || !isAbort(error)) throw error;
  }
  log.info({ epoch }, 'Ended to lead');
  return signal.aborted ? 'over' : 'finished';
}

function checkTimes({ leaseSeconds, renewDeadlineMs, retryMs }: LeaseTimes): void {
  if (Number.isInteger(leaseSeconds) && leaseSeconds * 1_000 > renewDeadlineMs && renewDeadlineMs > retryMs)
    return;
  const given = `a lease of ${leaseSeconds} s, a renew deadline of ${renewDeadlineMs} ms and tries every ${retryMs} ms`;
  throw new RangeError(
    `Cannot lead with ${given}: each must be longer than the next, the lease in whole seconds`,
  );
}
