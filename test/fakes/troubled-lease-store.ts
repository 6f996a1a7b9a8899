import type { LeaseRecord, LeaseStore, StoredLease } from '../../coordinator/leadership/lease-store.ts';

/** A way to a Lease that can be cut off, or frozen as a stopped process is. */
export class TroubledLeaseStore implements LeaseStore {
  readonly #store: LeaseStore;
  #state: 'open' | 'cut' | 'frozen' = 'open';
  #thawed = Promise.withResolvers<void>();

  constructor(store: LeaseStore) {
    this.#store = store;
  }

  /** From now on nothing arrives, and whoever asks is told so. */
  cut(): void {
    this.#state = 'cut';
  }

  /** From now on nothing comes back, whatever signal aborts. */
  freeze(): void {
    this.#state = 'frozen';
  }

  mend(): void {
    this.#state = 'open';
    this.#thawed.resolve();
    this.#thawed = Promise.withResolvers<void>();
  }

  async read(signal: AbortSignal): Promise<StoredLease | undefined> {
    await this.#pass();
    return this.#store.read(signal);
  }

  async create(record: LeaseRecord, signal: AbortSignal): Promise<StoredLease | 'conflict'> {
    await this.#pass();
    return this.#store.create(record, signal);
  }

  async replace(
    stored: StoredLease,
    record: LeaseRecord,
    signal: AbortSignal,
  ): Promise<StoredLease | 'conflict'> {
    await this.#pass();
    return this.#store.replace(stored, record, signal);
  }

  async #pass(): Promise<void> {
    if (this.#state === 'cut') throw new Error('Cannot reach the API server: the way is cut');
    while (this.#state === 'frozen') await this.#thawed.promise;
  }
}
