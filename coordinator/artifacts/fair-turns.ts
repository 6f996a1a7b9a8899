interface Turn extends Disposable {
  readonly sinceMs: number;
}

/**
 * How many have a turn at once. Few, since what stands before the store then no longer goes round; and enough, because
 * a turn at a disk is only waited in while megabytes of that upload wait for it already.
 */
const mostAtOnce = 2;
/** A turn that lasts longer waits for something else than the others, and holds nobody back any more. */
const maxTurnMs = 50;

/**
 * Turns at something that is used by many: while all are taken, they go round the parties that wait, not round their
 * requests, so that a party with many has no more than one with few. Whoever has a turn is never stopped.
 */
export class FairTurns {
  readonly #most: number;
  readonly #held = new Set<Turn>();
  /** In the order in which the parties come next. */
  readonly #waiting = new Map<string, ((turn: Turn) => void)[]>();
  #isTimed = false;

  constructor(most: number = mostAtOnce) {
    this.#most = most;
  }

  /** Resolves when it is the party's turn, which ends when it is disposed of. */
  take(party: string): Disposable | Promise<Disposable> {
    if (this.#held.size < this.#most) return this.#begin();
    return new Promise<Disposable>((resolve) => {
      const requests = this.#waiting.get(party);
      if (requests === undefined) this.#waiting.set(party, [resolve]);
      else requests.push(resolve);
      this.#watch();
    });
  }

  #begin(): Turn {
    const turn: Turn = { sinceMs: performance.now(), [Symbol.dispose]: () => this.#end(turn) };
    this.#held.add(turn);
    return turn;
  }

  #end(turn: Turn): void {
    if (!this.#held.delete(turn)) return;
    const [next] = this.#waiting;
    if (next === undefined) return;
    const [party, requests] = next;
    const resolve = requests.shift();
    this.#waiting.delete(party);
    if (requests.length > 0) this.#waiting.set(party, requests);
    resolve?.(this.#begin());
  }

  /** Looks after long turns for as long as somebody waits. */
  #watch(): void {
    if (this.#isTimed || this.#waiting.size === 0) return;
    this.#isTimed = true;
    setTimeout(() => {
      this.#isTimed = false;
      const before = performance.now() - maxTurnMs;
      const long = [...this.#held].filter(({ sinceMs }) => sinceMs <= before);
      for (const turn of long) this.#end(turn);
      this.#watch();
    }, maxTurnMs);
  }
}
