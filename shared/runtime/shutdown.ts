/** What may end the process; `process` itself fits. */
export interface SignalSource {
  on(event: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  off(event: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
}

/** The first SIGTERM or SIGINT aborts the signal; the second calls `exitNow`. Dispose to stop listening. */
export function shutdownSignal(
  source: SignalSource,
  exitNow: () => void,
): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) exitNow();
    controller.abort();
  };
  source.on('SIGTERM', onSignal);
  source.on('SIGINT', onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      source.off('SIGTERM', onSignal);
      source.off('SIGINT', onSignal);
    },
  };
}
