/** Lets an async function wait until something it looks at may have changed: check, `await changed()`, check again. */
export class Condition {
  #next = Promise.withResolvers<void>();

  changed(): Promise<void> {
    return this.#next.promise;
  }

  notify(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers<void>();
  }
}

/** Waits for the next change; resolves as well when the signal aborts. */
export async function untilChanged(condition: Condition, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAbort = (): void => resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([condition.changed(), promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
