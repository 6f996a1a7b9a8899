import type { Clock } from '../../shared/runtime/clock.ts';

/** Time that stands still until a test moves it; both clocks move together. */
export class ManualClock implements Clock {
  #us = 1_800_000_000_000_000;
  readonly #sleepers = new Set<{ readonly untilUs: number; readonly wake: () => void }>();

  monotonicUs(): number {
    return this.#us;
  }

  unixUs(): number {
    return this.#us;
  }

  /** Moves on and wakes whoever has slept long enough. */
  advance(ms: number): void {
    this.#us += ms * 1_000;
    for (const sleeper of this.#sleepers) if (sleeper.untilUs <= this.#us) sleeper.wake();
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        leave();
        reject(signal.reason);
      };
      const sleeper = {
        untilUs: this.#us + ms * 1_000,
        wake: () => {
          leave();
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }
}
