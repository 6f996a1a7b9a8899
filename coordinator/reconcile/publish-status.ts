import type { PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { ResourceRef, ResourceSource } from '../resources/resource-source.ts';

/** Progress is written at most once in this time; a new phase or condition at once. */
const progressGapMs = 1_000;

interface Published {
  readonly text: string;
  readonly headline: string;
  readonly atUs: number;
}

/** Writes statuses, sparingly: unchanged ones never, mere progress at most once a second for each run. */
export class StatusPublisher {
  readonly #source: ResourceSource;
  readonly #clock: Clock;
  readonly #published = new Map<string, Published>();

  constructor(deps: { readonly source: ResourceSource; readonly clock: Clock }) {
    this.#source = deps.source;
    this.#clock = deps.clock;
  }

  /** Writes the status, or says in how many milliseconds it may be written. */
  async publish(
    ref: ResourceRef,
    uid: string,
    status: PowerToolStatus,
  ): Promise<{ readonly retryAfterMs: number }> {
    const text = JSON.stringify(status);
    const before = this.#published.get(uid);
    if (before?.text === text) return { retryAfterMs: 0 };
    const headline = headlineOf(status);
    const nowUs = this.#clock.monotonicUs();
    const elapsedMs = before === undefined ? Number.POSITIVE_INFINITY : (nowUs - before.atUs) / 1_000;
    if (before?.headline === headline && elapsedMs < progressGapMs) {
      return { retryAfterMs: progressGapMs - elapsedMs };
    }
    await this.#source.writeStatus(ref, uid, status);
    this.#published.set(uid, { text, headline, atUs: nowUs });
    return { retryAfterMs: 0 };
  }

  forget(uid: string): void {
    this.#published.delete(uid);
  }
}

function headlineOf(status: PowerToolStatus): string {
  const conditions = status.conditions.map(({ type, status: value, reason }) => `${type}=${value}/${reason}`);
  return [status.phase, ...conditions].join(' ');
}
