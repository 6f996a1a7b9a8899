/** What a Lease (coordination.k8s.io/v1) says. */
export interface LeaseRecord {
  /** `''`: nobody. */
  readonly holder: string;
  /** How long after its last renewal the holder may act; 0 where it says nothing. */
  readonly durationSeconds: number;
  /** RFC 3339 with microseconds, by the holder's clock: for people to read, never compared with another clock. */
  readonly acquireTime: string;
  readonly renewTime: string;
  /** `leaseTransitions`: the epoch of the present or last term. */
  readonly transitions: number;
}

/** A Lease as it was read or written. */
export interface StoredLease {
  readonly record: LeaseRecord;
  readonly uid: string;
  /** As the store gave it; `replace` writes only over this. */
  readonly object: unknown;
}

/** Where the one Lease of the coordinators is. Rejects where there is no answer, or one that cannot be used. */
export interface LeaseStore {
  /** Undefined: there is none. */
  read(signal: AbortSignal): Promise<StoredLease | undefined>;
  /** `conflict`: there is one. */
  create(record: LeaseRecord, signal: AbortSignal): Promise<StoredLease | 'conflict'>;
  /** `conflict`: it was changed or deleted since. */
  replace(stored: StoredLease, record: LeaseRecord, signal: AbortSignal): Promise<StoredLease | 'conflict'>;
}
