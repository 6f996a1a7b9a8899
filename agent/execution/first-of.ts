import { isAbort } from '../../shared/runtime/group.ts';

/** Waits for one cause; resolves to undefined, or rejects as aborted, when the signal aborts before it came. */
export type Source<T> = (signal: AbortSignal) => Promise<T | undefined>;

/**
 * The first cause that any of the sources names. The others are aborted and have ended when this resolves, so that
 * nothing of them is left; an error of a source is thrown.
 */
export async function firstOf<T>(sources: readonly Source<T>[]): Promise<T> {
  const over = new AbortController();
  const found: T[] = [];
  await Promise.all(
    sources.map(async (source) => {
      try {
        const cause = await source(over.signal);
        if (cause === undefined) return;
        found.push(cause);
        over.abort();
      } catch (error) {
        if (over.signal.aborted && isAbort(error)) return;
        over.abort();
        throw error;
      }
    }),
  );
  const [first] = found;
  if (first === undefined) throw new Error('Cannot tell what came first: every source ended without a cause');
  return first;
}

/** Waits for the signal, or for the race to be over; true for the signal. */
export async function isAbortedFirst(signal: AbortSignal, over: AbortSignal): Promise<boolean> {
  await orAborted(new Promise<never>(() => undefined), AbortSignal.any([signal, over]));
  return !over.aborted;
}

/** Resolves with the promise, or to undefined once the signal aborts. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  let onAbort = (): void => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
