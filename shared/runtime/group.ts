/** A long-running part: works until the signal aborts, and resolves when it has stopped. */
export type Part = (signal: AbortSignal) => Promise<void>;

/**
 * Runs parts together. They are stopped from the last to the first, each fully before the one before it, so a
 * part may use whatever stands before it for as long as it lives. A part that ends or throws by itself stops all;
 * the first such error is thrown when every part has ended.
 */
export async function runGroup(parts: readonly Part[], signal: AbortSignal): Promise<void> {
  const failures: unknown[] = [];
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const running = parts.map((part) => {
    const controller = new AbortController();
    const done = part(controller.signal)
      .catch((error: unknown) => {
        if (!controller.signal.aborted || !isAbort(error)) failures.push(error);
      })
      .finally(() => {
        ended.abort();
      });
    return { controller, done };
  });
  await new Promise<void>((resolve) => {
    if (stop.aborted || parts.length === 0) resolve();
    else stop.addEventListener('abort', () => resolve(), { once: true });
  });
  for (const { controller, done } of running.toReversed()) {
    controller.abort(signal.reason);
    await done;
  }
  if (failures.length > 0) throw failures[0];
}

/** Whether an error only says that a signal aborted. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}

/** Resolves when the signal aborts; for parts that only hold something open. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
