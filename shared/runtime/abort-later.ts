/** A signal that aborts some time after another one did. Disposing of it stops the clock. */
export function abortLater(
  earlier: AbortSignal,
  delayMs: number,
): { readonly signal: AbortSignal } & Disposable {
  const later = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    timer = setTimeout(() => later.abort(earlier.reason), delayMs);
  };
  if (earlier.aborted) begin();
  else earlier.addEventListener('abort', begin, { once: true });
  return {
    signal: later.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      earlier.removeEventListener('abort', begin);
    },
  };
}
