import { decideLease, nextEpoch, type ObservedLease, observeLease } from './decide-lease.ts';
import type { HeldLease } from './hold-lease.ts';
import { defaultLeaseTimes, type LeadershipDeps, nowMs } from './leadership-deps.ts';
import { toFirstRecord } from './lease-record.ts';

/** A candidate: watches the Lease and takes it when it is free. */
export class LeaseSeeker {
  readonly #deps: LeadershipDeps;
  readonly #me: string;
  #observed: ObservedLease | undefined;
  #lastEpoch = 0;
  #problem = '';
  #followed = '';

  constructor(deps: LeadershipDeps, me: string) {
    this.#deps = deps;
    this.#me = me;
  }

  /** Looks once; resolves with the Lease where it was free and is now held. A failure is logged and changes nothing. */
  async seek(signal: AbortSignal): Promise<HeldLease | undefined> {
    const { log, times = defaultLeaseTimes } = this.#deps;
    try {
      const held = await this.#tryToTake(
        AbortSignal.any([signal, AbortSignal.timeout(times.renewDeadlineMs)]),
      );
      this.#problem = '';
      return held;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#deps.known.noteUnseen();
      if (!signal.aborted && why !== this.#problem) log.warn({ err: error }, 'Failed to look at the Lease');
      this.#problem = why;
      return undefined;
    }
  }

  async #tryToTake(signal: AbortSignal): Promise<HeldLease | undefined> {
    const { lease, clock, times = defaultLeaseTimes } = this.#deps;
    const stored = await lease.read(signal);
    const observed = observeLease(this.#observed, stored, nowMs(clock), times.leaseSeconds * 1_000);
    this.#observed = observed;
    const decision = decideLease(observed, this.#me, nowMs(clock));
    this.#noteHolder(decision.kind === 'follow' ? observed.holder : '', observed.heldUntilMs);
    if (decision.kind === 'follow') return undefined;
    const epoch = nextEpoch(observed, Math.max(this.#lastEpoch, await this.#deps.readHighestEpoch()));
    const record = toFirstRecord(this.#me, epoch, times.leaseSeconds, clock.unixUs());
    const renewedMs = nowMs(clock);
    const taken =
      decision.kind === 'create'
        ? await lease.create(record, signal)
        : await lease.replace(decision.stored, record, signal);
    if (taken === 'conflict') return undefined;
    this.#lastEpoch = epoch;
    return { stored: taken, renewedMs };
  }

  #noteHolder(holder: string, heldUntilMs: number): void {
    const { known, log } = this.#deps;
    known.noteOther(holder, heldUntilMs);
    if (holder !== this.#followed && holder !== '') log.info({ holder }, 'Followed another leader');
    this.#followed = holder;
  }
}
