import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Failpoints } from '../../shared/runtime/failpoint.ts';
import type { Part } from '../../shared/runtime/group.ts';
import type { ArtifactStore } from './artifact-store.ts';

/** A store of one term. Disposing of it makes durable what was taken. */
export type OpenedStore = ArtifactStore &
  AsyncDisposable & {
    /** Go on while it is open. */
    readonly parts: readonly Part[];
  };

/** The epochs of leaders, beside the store that they share. */
export interface EpochStore {
  /** The highest that was ever noted; 0: none. */
  readHighest(): Promise<number>;
  /** Makes an epoch durable; throws where a higher one is noted. */
  note(epoch: number): Promise<void>;
}

/** Where the stores of all terms are: a folder or a bucket. */
export interface StorePlace {
  readonly epochs: EpochStore;
  /** Throws an Error with a remedy where the store cannot be used. */
  open(deps: StoreTermDeps): Promise<OpenedStore>;
}

/** What a store of one term is opened with. */
interface StoreTermDeps {
  /** Aborts some time after the term's end: what is under way then is given up. */
  readonly over: AbortSignal;
  /** Whether nobody else can lead at this instant. */
  readonly mayWrite: () => boolean;
  /** For copies; exists and is this term's alone. */
  readonly workDirectory: string;
  /** Whether an agent may still come with an unfinished upload of this key. */
  readonly mayBeClaimed: (store: ArtifactStore, key: string) => Promise<boolean>;
  readonly clock: Clock;
  readonly failpoints: Failpoints;
  readonly log: Log;
}
