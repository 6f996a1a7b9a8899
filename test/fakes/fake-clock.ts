import type { Clock } from '../../shared/runtime/clock.ts';

/** A clock that goes on only when it is told, or slept by. */
export class FakeClock implements Clock {
  nowUs = 1_900_000_000_000_000;

  monotonicUs(): number {
    return this.nowUs;
  }

  unixUs(): number {
    return this.nowUs;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.nowUs += ms * 1000;
  }
}
