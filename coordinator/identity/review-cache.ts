import { createHash } from 'node:crypto';
import type { Clock } from '../../shared/runtime/clock.ts';

interface Entry<Answer> {
  readonly answer: Answer;
  readonly untilUs: number;
}

/**
 * Answers of the API server, kept in memory for a while and told apart by a digest of what was asked, so that no
 * token stands in it. Bounded: the oldest answer makes room for the newest.
 */
export class ReviewCache<Answer> {
  readonly #kept = new Map<string, Entry<Answer>>();
  readonly #asked = new Map<string, Promise<Answer>>();
  readonly #clock: Clock;
  readonly #maxEntries: number;

  constructor(clock: Clock, maxEntries: number) {
    this.#clock = clock;
    this.#maxEntries = maxEntries;
  }

  /** Answers kept, those that are too old and not yet removed among them. */
  get size(): number {
    return this.#kept.size;
  }

  /**
   * The answer to this question: a kept one, or that of `ask`, which callers of the same question share. It is kept
   * for `lifetimeMs` from before it was asked. A failure is not kept: rejects as `ask` does.
   */
  async read(
    question: readonly string[],
    ask: () => Promise<Answer>,
    lifetimeMs: (answer: Answer) => number,
  ): Promise<Answer> {
    const key = createHash('sha256').update(JSON.stringify(question)).digest('base64url');
    const kept = this.#kept.get(key);
    if (kept !== undefined && this.#clock.monotonicUs() < kept.untilUs) return kept.answer;
    const asked = this.#asked.get(key);
    if (asked !== undefined) return await asked;
    const asking = this.#askAndKeep(key, ask, lifetimeMs).finally(() => this.#asked.delete(key));
    this.#asked.set(key, asking);
    return await asking;
  }

  async #askAndKeep(
    key: string,
    ask: () => Promise<Answer>,
    lifetimeMs: (answer: Answer) => number,
  ): Promise<Answer> {
    const beganUs = this.#clock.monotonicUs();
    this.#kept.delete(key);
    const answer = await ask();
    const untilUs = beganUs + lifetimeMs(answer) * 1_000;
    if (untilUs <= this.#clock.monotonicUs()) return answer;
    for (const [oldest, entry] of this.#kept) {
      if (this.#kept.size < this.#maxEntries && entry.untilUs > beganUs) break;
      this.#kept.delete(oldest);
    }
    this.#kept.set(key, { answer, untilUs });
    return answer;
  }
}
