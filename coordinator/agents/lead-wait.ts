import type { Clock } from '../../shared/runtime/clock.ts';

export interface LeadWaitDeps {
  /** Whether it is known who leads, this coordinator or another, or that nothing will be known here. */
  readonly isWaitOver: () => boolean;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Well below the 10 s within which an agent wants its welcome, and not the same for all of a fleet. */
const leastPatienceMs = 5_000;
const morePatienceMs = 3_000;
const lookMs = 50;
/** Sessions that may be opened in a row; the others go on at the next look, so that messages are read between. */
const atOnce = 200;

/**
 * Where agents wait while nobody leads. They have connected and proved themselves by then, so that a fleet is back
 * soon after somebody leads, and does not come again and again before.
 */
export class LeadWait {
  readonly #deps: LeadWaitDeps;
  /** In the order in which they came, with when each gives up, in microseconds of the monotonic clock. */
  readonly #waiting = new Map<() => void, number>();
  #isLooking = false;

  constructor(deps: LeadWaitDeps) {
    this.#deps = deps;
  }

  /** Resolves when nothing is to wait for, when the patience is over, or when the signal aborts. */
  async until(signal: AbortSignal): Promise<void> {
    const { isWaitOver, clock, random } = this.#deps;
    if (signal.aborted || (isWaitOver() && this.#waiting.size === 0)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const untilUs = clock.monotonicUs() + (leastPatienceMs + morePatienceMs * random()) * 1_000;
    const goOn = (): void => resolve();
    this.#waiting.set(goOn, untilUs);
    signal.addEventListener('abort', goOn, { once: true });
    if (!this.#isLooking) void this.#look();
    await promise;
    signal.removeEventListener('abort', goOn);
    this.#waiting.delete(goOn);
  }

  /** Looks for all of them, until nobody waits. */
  async #look(): Promise<void> {
    const { isWaitOver, clock } = this.#deps;
    this.#isLooking = true;
    while (this.#waiting.size > 0) {
      await clock.sleep(lookMs, neverAborted);
      const nowUs = clock.monotonicUs();
      let left = isWaitOver() ? atOnce : 0;
      for (const [goOn, untilUs] of this.#waiting) {
        if (left <= 0 && untilUs > nowUs) continue;
        left -= 1;
        this.#waiting.delete(goOn);
        goOn();
      }
    }
    this.#isLooking = false;
  }
}

const neverAborted = new AbortController().signal;
