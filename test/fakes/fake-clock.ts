import type { Clock } from '../../shared/runtime/clock.ts';

/** A clock that stands until it is set. Nothing sleeps by it. */
export class FakeClock implements Clock {
  #unixMs: number;

  constructor(startsAt: string) {
    this.#unixMs = Date.parse(startsAt);
  }

  get unixMs(): number {
    return this.#unixMs;
  }

  /** May also go back, as a clock that is set right does. */
  set(at: string | number): void {
    this.#unixMs = typeof at === 'number' ? at : Date.parse(at);
  }

  advance(ms: number): void {
    this.#unixMs += ms;
  }

  unixUs(): number {
    return this.#unixMs * 1_000;
  }

  monotonicUs(): number {
    return this.#unixMs * 1_000;
  }

  sleep(): Promise<void> {
    return Promise.reject(new Error('Cannot sleep: the clock stands'));
  }
}
