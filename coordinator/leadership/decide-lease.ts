import { isDeepStrictEqual } from 'node:util';
import type { StoredLease } from './lease-store.ts';

/** What is known of the Lease. Instants are on the local monotonic clock. */
export interface ObservedLease {
  /** Undefined: there is none. */
  readonly stored: StoredLease | undefined;
  /** Who holds it, or held it when it was deleted; `''`: nobody. */
  readonly holder: string;
  /** Until when that holder may act, counted from when its record was last seen to change. */
  readonly heldUntilMs: number;
}

export type LeaseDecision =
  /** Somebody else has it. */
  | { readonly kind: 'follow' }
  | { readonly kind: 'create' }
  | { readonly kind: 'take'; readonly stored: StoredLease };

/**
 * Takes in what was read. As in client-go, a holder has its time from when a change of its record was seen here: the
 * record's own times are by another clock. Deleting the Lease takes no time from its holder.
 *
 * @param fallbackMs how long a holder may act whose record does not say it.
 */
export function observeLease(
  before: ObservedLease | undefined,
  stored: StoredLease | undefined,
  nowMs: number,
  fallbackMs: number,
): ObservedLease {
  if (stored === undefined) {
    return { holder: '', heldUntilMs: nowMs, ...before, stored };
  }
  const isSame = before?.stored?.uid === stored.uid && isDeepStrictEqual(before.stored.record, stored.record);
  if (isSame) return { ...before, stored };
  const { holder, durationSeconds } = stored.record;
  const durationMs = durationSeconds > 0 ? durationSeconds * 1_000 : fallbackMs;
  return { stored, holder, heldUntilMs: nowMs + durationMs };
}

/** `me`: the holder identity of a candidate that has no term now; where the record names it, its last term has ended. */
export function decideLease(
  { stored, holder, heldUntilMs }: ObservedLease,
  me: string,
  nowMs: number,
): LeaseDecision {
  if (holder !== '' && holder !== me && nowMs < heldUntilMs) return { kind: 'follow' };
  return stored === undefined ? { kind: 'create' } : { kind: 'take', stored };
}

/** The epoch of a new term: above that of every earlier one, whoever deleted or edited the Lease. */
export function nextEpoch({ stored }: ObservedLease, highestKnown: number): number {
  return Math.max(stored?.record.transitions ?? 0, highestKnown) + 1;
}
