import { listArea } from './finished-objects.ts';
import type { S3StoreDeps } from './store-deps.ts';

/** A listing of a whole store is many requests: what was counted since is enough for so long. */
const measuredForUs = 300_000_000;

/** How much of a quota is used: listed now and then, counted in between. */
export class Usage {
  readonly #quotaBytes: number;
  readonly #deps: Pick<S3StoreDeps, 'bucket' | 'layout' | 'clock'>;
  #measured: Promise<number> | undefined;
  #measuredUs = 0;
  #usedSince = 0;

  /** 0 is no quota. */
  constructor(quotaBytes: number, deps: Pick<S3StoreDeps, 'bucket' | 'layout' | 'clock'>) {
    this.#quotaBytes = quotaBytes;
    this.#deps = deps;
  }

  async freeBytes(): Promise<number> {
    if (this.#quotaBytes === 0) return Number.MAX_SAFE_INTEGER;
    const nowUs = this.#deps.clock.monotonicUs();
    if (this.#measured === undefined || nowUs - this.#measuredUs > measuredForUs) {
      this.#measuredUs = nowUs;
      this.#usedSince = 0;
      this.#measured = this.#measure();
    }
    try {
      return this.#quotaBytes - (await this.#measured) - this.#usedSince;
    } catch (error) {
      this.#measured = undefined;
      throw error;
    }
  }

  /** So much more is used. */
  count(bytes: number): void {
    this.#usedSince += bytes;
  }

  /** Something was removed: it is listed anew when it is asked for. */
  measureAnew(): void {
    this.#measured = undefined;
  }

  async #measure(): Promise<number> {
    let total = 0;
    for (const area of ['objects', 'sidecars', 'uploads'] as const)
      for await (const { listed } of listArea(area, '', this.#deps)) total += listed.sizeBytes;
    return total;
  }
}
