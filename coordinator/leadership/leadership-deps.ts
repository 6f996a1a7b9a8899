import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Holder } from './holder.ts';
import type { KnownLeader } from './known-leader.ts';
import type { LeaseStore } from './lease-store.ts';

export interface LeadershipDeps {
  readonly lease: LeaseStore;
  readonly me: Holder;
  /** The highest epoch that was ever noted in the store; 0: none. */
  readHighestEpoch(): Promise<number>;
  /** Makes an epoch durable in the store. */
  noteEpoch(epoch: number): Promise<void>;
  readonly known: KnownLeader;
  readonly clock: Clock;
  readonly log: Log;
  readonly times?: LeaseTimes;
}

/** As in client-go. A lease is longer than the renew deadline, and that longer than a few tries. */
export interface LeaseTimes {
  /** How long others leave the Lease alone after they saw it renewed. */
  readonly leaseSeconds: number;
  /** A leader that could not renew for so long ends its term. */
  readonly renewDeadlineMs: number;
  /** Between two tries to renew or to take the Lease. */
  readonly retryMs: number;
}

export const defaultLeaseTimes: LeaseTimes = { leaseSeconds: 15, renewDeadlineMs: 10_000, retryMs: 2_000 };

/** What whoever leads has of it. */
export interface LeaseTerm {
  /** Rises with every term, whoever has it. */
  readonly epoch: number;
  /**
   * Whether nobody else can lead at this instant. A process that was stopped wakes up in the middle of what it did, and
   * the signal of its term aborts only a while later: so this is asked right before whatever another leader would mind.
   */
  isHeld(): boolean;
}

/** Works until the signal aborts, which is when the term is over, and resolves when nothing is done any more. */
export type OnLead = (term: LeaseTerm, signal: AbortSignal) => Promise<void>;

export function nowMs(clock: Clock): number {
  return clock.monotonicUs() / 1_000;
}
