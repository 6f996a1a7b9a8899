import { defaultLeaseTimes, type LeadershipDeps, nowMs } from './leadership-deps.ts';
import { toReleased, toRenewed } from './lease-record.ts';
import type { StoredLease } from './lease-store.ts';

const releaseLimitMs = 5_000;

/** A Lease that this replica holds. */
export interface HeldLease {
  readonly stored: StoredLease;
  /** When the renewal was sent that is known to have arrived; local monotonic clock. */
  readonly renewedMs: number;
}

/** Whether it is certain that nobody else may have taken it: it was renewed within the deadline. */
export function isCertain({ renewedMs }: HeldLease, deps: LeadershipDeps): boolean {
  const { clock, times = defaultLeaseTimes } = deps;
  return nowMs(clock) < renewedMs + times.renewDeadlineMs;
}

/** `lost`: it may be another's by now, or will be. */
export type HoldEnd =
  | { readonly kind: 'held'; readonly stored: StoredLease }
  | { readonly kind: 'lost'; readonly reason: string }
  /** Lost since nothing was heard of it any more. */
  | { readonly kind: 'silent'; readonly reason: string };

/**
 * Renews a Lease until the signal aborts. It is lost where another holder stands in it, where it is gone, or where
 * no renewal arrived within the renew deadline: then this resolves before anybody else may take it. Every renewal
 * is told.
 */
export async function holdLease(
  held: HeldLease,
  deps: LeadershipDeps,
  onRenewed: (held: HeldLease) => void,
  signal: AbortSignal,
): Promise<HoldEnd> {
  const { lease, clock, log, times = defaultLeaseTimes } = deps;
  let { stored, renewedMs } = held;
  let pauseMs = times.retryMs;
  while (!signal.aborted) {
    const untilDeadlineMs = (): number => renewedMs + times.renewDeadlineMs - nowMs(clock);
    try {
      await clock.sleep(Math.min(pauseMs, Math.max(0, untilDeadlineMs())), signal);
      pauseMs = times.retryMs;
      const leftMs = untilDeadlineMs();
      if (leftMs <= 0) return lostInSilence(times.renewDeadlineMs);
      const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(leftMs))]);
      const sentMs = nowMs(clock);
      const renewed = toRenewed(stored.record, clock.unixUs());
      const answer = await within(limit, lease.replace(stored, renewed, limit));
      if (answer !== 'conflict') {
        stored = answer;
        renewedMs = sentMs;
        onRenewed({ stored, renewedMs });
        continue;
      }
      const found = await within(limit, lease.read(limit));
      if (!isSameTerm(found, stored)) return { kind: 'lost', reason: explainLoss(found) };
      stored = found;
      pauseMs = 0;
    } catch (error) {
      if (signal.aborted) break;
      if (untilDeadlineMs() <= 0) return lostInSilence(times.renewDeadlineMs);
      log.warn({ err: error }, 'Failed to renew the Lease');
    }
  }
  return { kind: 'held', stored };
}

/** Leaves the Lease to whoever comes first. Where that fails, others wait for its end. */
export async function releaseLease(stored: StoredLease, deps: LeadershipDeps): Promise<void> {
  const { lease, clock, log } = deps;
  const limit = AbortSignal.timeout(releaseLimitMs);
  try {
    let found: StoredLease | undefined = stored;
    // The last renewal may have arrived without its answer.
    for (let tries = 0; tries < 2 && isSameTerm(found, stored); tries += 1) {
      const released = toReleased(found.record, clock.unixUs());
      if ((await lease.replace(found, released, limit)) !== 'conflict') {
        log.info({ epoch: stored.record.transitions }, 'Released the Lease');
        return;
      }
      found = await lease.read(limit);
    }
  } catch (error) {
    log.warn({ err: error }, 'Failed to release the Lease; it runs out by itself');
  }
}

/** The answer, or the signal's reason when that aborts first: no deadline may hang on a request that does not end. */
async function within<Answer>(signal: AbortSignal, answer: Promise<Answer>): Promise<Answer> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([answer, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function isSameTerm(found: StoredLease | undefined, mine: StoredLease): found is StoredLease {
  return (
    found?.uid === mine.uid &&
    found.record.holder === mine.record.holder &&
    found.record.transitions === mine.record.transitions
  );
}

function explainLoss(found: StoredLease | undefined): string {
  if (found === undefined) return 'it was deleted';
  return found.record.holder === '' ? 'somebody released it' : `"${found.record.holder}" holds it`;
}

function lostInSilence(deadlineMs: number): HoldEnd {
  return { kind: 'silent', reason: `it could not be renewed within ${deadlineMs / 1_000} s` };
}
