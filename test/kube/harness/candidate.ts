import { keepLeading } from '../../../coordinator/leadership/keep-leading.ts';
import { type CurrentLeader, KnownLeader } from '../../../coordinator/leadership/known-leader.ts';
import type { LeadershipDeps, OnLead } from '../../../coordinator/leadership/leadership-deps.ts';
import { silentLog } from '../../../shared/log.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { TroubledLeaseStore } from '../../fakes/troubled-lease-store.ts';

/** A replica that stands for leader from now on, with a way to its Lease that can be troubled. */
export class Candidate {
  readonly lease: TroubledLeaseStore;
  readonly done: Promise<void>;
  readonly #known = new KnownLeader(systemClock);
  readonly #controller = new AbortController();

  constructor(
    name: string,
    deps: Pick<LeadershipDeps, 'lease' | 'readHighestEpoch' | 'noteEpoch' | 'times'>,
    onLead: OnLead,
  ) {
    this.lease = new TroubledLeaseStore(deps.lease);
    const me = { id: `${name}-${crypto.randomUUID()}`, address: `${name}.test:7444` };
    const known = this.#known;
    this.done = keepLeading(
      { ...deps, lease: this.lease, me, known, clock: systemClock, log: silentLog },
      onLead,
      this.#controller.signal,
    );
    // Whoever awaits it sees how it ends.
    this.done.catch(() => undefined);
  }

  get leader(): CurrentLeader | undefined {
    return this.#known.currentLeader();
  }

  get isBlind(): boolean {
    return this.#known.isBlind();
  }

  async stop(): Promise<void> {
    this.#controller.abort();
    await this.done.catch(() => undefined);
  }
}
