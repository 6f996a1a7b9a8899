import type { PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { ResourceRef, ResourceSource } from '../resources/resource-source.ts';

/** No status is written more often. */
const minGapMs = 1_000;
/** Mere progress is written less often, so that a new phase seldom has to wait. */
const progressGapMs = 5_000;
/** Over all runs; mere progress leaves half of it to new phases. */
const writesPerSecond = 20;

type StatusSink = Pick<ResourceSource, 'writeStatus'>;

interface Published {
  readonly text: string;
  readonly headline: string;
  readonly atUs: number;
}

/**
 * Writes statuses, sparingly: unchanged ones never, a run's at most once a second, mere progress every five seconds,
 * all together at most 20 a second. The first of a run waits a second too, since more is known by then.
 */
export class StatusPublisher {
  readonly #source: StatusSink;
  readonly #clock: Clock;
  readonly #published = new Map<string, Published>();
  #tokens = writesPerSecond;
  #filledUs: number;

  constructor(deps: { readonly source: StatusSink; readonly clock: Clock }) {
    this.#source = deps.source;
    this.#clock = deps.clock;
    this.#filledUs = deps.clock.monotonicUs();
  }

  /** After how many milliseconds the status of a run may be written; 0: now. */
  untilWritableMs(uid: string): number {
    const before = this.#published.get(uid);
    if (before === undefined || before.text === '') return 0;
    return Math.max(0, minGapMs - (this.#clock.monotonicUs() - before.atUs) / 1_000);
  }

  /** Writes the status, or says in how many milliseconds it may be written. */
  async publish(
    ref: ResourceRef,
    uid: string,
    status: PowerToolStatus,
  ): Promise<{ readonly retryAfterMs: number }> {
    const text = JSON.stringify(status);
    const headline = headlineOf(status);
    const nowUs = this.#clock.monotonicUs();
    const before = this.#published.get(uid);
    if (before === undefined && status.completedAt === undefined) {
      // Noted, but not written: the gap begins.
      this.#published.set(uid, { text: '', headline: '', atUs: nowUs });
      return { retryAfterMs: minGapMs };
    }
    if (before?.text === text) return { retryAfterMs: 0 };
    const isProgress = before?.headline === headline;
    const elapsedMs = before === undefined ? Number.POSITIVE_INFINITY : (nowUs - before.atUs) / 1_000;
    const gapMs = isProgress ? progressGapMs : before?.text === '' && isFinal(status) ? 0 : minGapMs;
    if (elapsedMs < gapMs) return { retryAfterMs: gapMs - elapsedMs };
    if (!this.#hasToken(nowUs, isProgress ? writesPerSecond / 2 : 0))
      return { retryAfterMs: 1_000 / writesPerSecond };
    await this.write(ref, uid, status);
    return { retryAfterMs: 0 };
  }

  /** Writes the status at once. The caller has asked `untilWritableMs`. */
  async write(ref: ResourceRef, uid: string, status: PowerToolStatus): Promise<void> {
    const atUs = this.#clock.monotonicUs();
    this.#tokens -= 1;
    await this.#source.writeStatus(ref, uid, status);
    this.#published.set(uid, { text: JSON.stringify(status), headline: headlineOf(status), atUs });
  }

  forget(uid: string): void {
    this.#published.delete(uid);
  }

  #hasToken(nowUs: number, spare: number): boolean {
    const filled = this.#tokens + ((nowUs - this.#filledUs) * writesPerSecond) / 1_000_000;
    this.#tokens = Math.min(writesPerSecond, filled);
    this.#filledUs = nowUs;
    return this.#tokens >= 1 + spare;
  }
}

const isFinal = (status: PowerToolStatus): boolean => status.completedAt !== undefined;

function headlineOf(status: PowerToolStatus): string {
  const conditions = status.conditions.map(({ type, status: value, reason }) => `${type}=${value}/${reason}`);
  return [status.phase, ...conditions].join(' ');
}
