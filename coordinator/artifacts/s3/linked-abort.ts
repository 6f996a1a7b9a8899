/** Aborts with another signal, after a while, or when it is told to. Disposing of it leaves nothing behind. */
export class LinkedAbort implements Disposable {
  readonly #controller = new AbortController();
  readonly #earlier: AbortSignal;
  readonly #timer: NodeJS.Timeout | undefined;
  isLate = false;

  constructor(earlier: AbortSignal, afterMs?: number) {
    this.#earlier = earlier;
    if (earlier.aborted) this.#controller.abort();
    else earlier.addEventListener('abort', this.abort, { once: true });
    if (afterMs !== undefined)
      this.#timer = setTimeout(() => {
        this.isLate = true;
        this.#controller.abort();
      }, afterMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly abort = (): void => {
    this.#controller.abort();
    this[Symbol.dispose]();
  };

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#earlier.removeEventListener('abort', this.abort);
  }
}
