import { backoffMs } from '../../shared/runtime/backoff.ts';

const retryRule = { initialMs: 200, maxMs: 30_000 };

/**
 * Keys waiting to be worked on. A key is in it at most once and is worked on by at most one worker at a time; a
 * key added while it is worked on comes again afterwards. As the work queues of Kubernetes controllers behave.
 */
export class WorkQueue {
  readonly #ready = new Set<string>();
  readonly #working = new Set<string>();
  readonly #timers = new Map<string, { readonly timer: NodeJS.Timeout; readonly dueMs: number }>();
  readonly #failures = new Map<string, number>();
  #wake: (() => void) | undefined;

  add(key: string): void {
    this.#ready.add(key);
    this.#wake?.();
  }

  /** Adds the key after a while, at once where that is below a millisecond; of several wishes the earliest counts. */
  addAfter(key: string, delayMs: number): void {
    if (delayMs < 1) {
      this.add(key);
      return;
    }
    const dueMs = performance.now() + delayMs;
    const planned = this.#timers.get(key);
    if (planned !== undefined && planned.dueMs <= dueMs) return;
    clearTimeout(planned?.timer);
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      this.add(key);
    }, delayMs);
    this.#timers.set(key, { timer, dueMs });
  }

  /** Works on keys until the signal aborts, then waits for what is under way. `work` may reject: it is tried again. */
  async run(
    work: (key: string) => Promise<void>,
    onError: (key: string, error: unknown) => void,
    workers: number,
    signal: AbortSignal,
  ): Promise<void> {
    const wakeAll = (): void => this.#wake?.();
    signal.addEventListener('abort', wakeAll);
    const busy = new Set<Promise<void>>();
    while (!signal.aborted) {
      const key = busy.size < workers ? this.#take() : undefined;
      if (key === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
          if (signal.aborted) resolve();
        });
        continue;
      }
      const done = this.#workOn(key, work, onError).finally(() => {
        busy.delete(done);
        this.#wake?.();
      });
      busy.add(done);
    }
    signal.removeEventListener('abort', wakeAll);
    for (const { timer } of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await Promise.all(busy);
  }

  #take(): string | undefined {
    for (const key of this.#ready) {
      if (this.#working.has(key)) continue;
      this.#ready.delete(key);
      this.#working.add(key);
      return key;
    }
    return undefined;
  }

  async #workOn(
    key: string,
    work: (key: string) => Promise<void>,
    onError: (key: string, error: unknown) => void,
  ): Promise<void> {
    try {
      await work(key);
      this.#failures.delete(key);
    } catch (error) {
      const failures = this.#failures.get(key) ?? 0;
      this.#failures.set(key, failures + 1);
      onError(key, error);
      this.addAfter(key, backoffMs(retryRule, failures, Math.random()));
    } finally {
      this.#working.delete(key);
    }
  }
}
