import type { Clock } from '../../shared/runtime/clock.ts';

/** Bounds bytes per second over everything that takes from it. */
export interface UploadRate {
  /** Resolves when the bytes may be sent; rejects when the signal aborts. */
  take(bytes: number, signal: AbortSignal): Promise<void>;
}

/** At most this much is sent at once after a pause. */
const burstUs = 20_000;

/** Spreads bytes evenly, so that sending what a capture made does not become the node's next problem. */
export function makeUploadRate(bytesPerSecond: number, clock: Clock): UploadRate {
  let freeAtUs = 0;
  return {
    take: async (bytes, signal) => {
      const nowUs = clock.monotonicUs();
      freeAtUs = Math.max(freeAtUs, nowUs - burstUs) + (bytes / bytesPerSecond) * 1_000_000;
      if (freeAtUs > nowUs) await clock.sleep(Math.ceil((freeAtUs - nowUs) / 1_000), signal);
    },
  };
}

/** The rates of commands: all uploads of one share its limit. */
export class CommandRates {
  readonly #clock: Clock;
  readonly #rates = new Map<string, { readonly rate: UploadRate; users: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The command's own, until it is disposed of; undefined where the command sets no limit. */
  use(commandId: string, bytesPerSecond: number): (UploadRate & Disposable) | undefined {
    if (bytesPerSecond <= 0) return undefined;
    const known = this.#rates.get(commandId);
    const shared = known ?? { rate: makeUploadRate(bytesPerSecond, this.#clock), users: 0 };
    this.#rates.set(commandId, shared);
    shared.users += 1;
    return {
      take: async (bytes, signal) => await shared.rate.take(bytes, signal),
      [Symbol.dispose]: () => {
        shared.users -= 1;
        if (shared.users === 0) this.#rates.delete(commandId);
      },
    };
  }
}

/** What both allow; undefined where neither says anything. */
export function bothRates(
  first: UploadRate | undefined,
  second: UploadRate | undefined,
): UploadRate | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return {
    take: async (bytes, signal) => {
      await Promise.all([first.take(bytes, signal), second.take(bytes, signal)]);
    },
  };
}
