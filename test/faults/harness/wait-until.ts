import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly pollMs?: number;
  /** Completes "Cannot wait longer for". */
  readonly what: string;
  /** What is known when the time is up. */
  readonly explain?: () => Promise<string> | string;
}

/** Asks again and again until the answer is not undefined; throws what `explain` says when the time is up. */
export async function waitUntil<Value>(
  ask: () => Promise<Value | undefined> | Value | undefined,
  options: WaitOptions,
): Promise<Value> {
  const { timeoutMs, pollMs = 50, what } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (performance.now() > deadline) {
      const known = (await options.explain?.()) ?? '';
      throw new Error(`Cannot wait longer for ${what}: ${timeoutMs} ms are over\n${known}`);
    }
    await delay(pollMs);
  }
}
