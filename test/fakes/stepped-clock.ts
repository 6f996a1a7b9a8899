import { type Clock, systemClock } from '../../shared/runtime/clock.ts';

/** The system's clock, of which a test sets the wall clock on or back as an administrator would. */
export class SteppedClock implements Clock {
  #stepUs = 0;

  step(us: number): void {
    this.#stepUs += us;
  }

  monotonicUs(): number {
    return systemClock.monotonicUs();
  }

  unixUs(): number {
    return systemClock.unixUs() + this.#stepUs;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal);
  }
}
