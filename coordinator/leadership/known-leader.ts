import type { Clock } from '../../shared/runtime/clock.ts';
import { parseHolder } from './holder.ts';

export interface CurrentLeader {
  /** Where it is dialled. */
  readonly address: string;
  readonly isMe: boolean;
}

/** Who leads, as far as this replica knows: `keepLeading` keeps it up to date, anybody may ask. */
export class KnownLeader {
  readonly #clock: Clock;
  #find: () => CurrentLeader | undefined = () => undefined;
  #isUnseen = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined where nobody is known to lead: between terms, and when the holder's time ran out unseen. */
  currentLeader(): CurrentLeader | undefined {
    return this.#find();
  }

  /** Whether this replica cannot see who leads: nobody may be led to a leader by it. */
  isBlind(): boolean {
    return this.#isUnseen && this.#find() === undefined;
  }

  /** The Lease could not be looked at. */
  noteUnseen(): void {
    this.#isUnseen = true;
  }

  /**
   * @param holder `''`: nobody.
   * @param untilMs on the monotonic clock: when its time is over unless something is noted before.
   */
  noteOther(holder: string, untilMs: number): void {
    const address = parseHolder(holder)?.address;
    this.#isUnseen = false;
    this.#find = () =>
      address === undefined || this.#clock.monotonicUs() / 1_000 >= untilMs
        ? undefined
        : { address, isMe: false };
  }

  /** Until the term's signal aborts. */
  noteMe(address: string, term: AbortSignal): void {
    this.#isUnseen = false;
    this.#find = () => (term.aborted ? undefined : { address, isMe: true });
  }
}
