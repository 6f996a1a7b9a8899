import type { InterruptSource } from '../capture/interruptions.ts';

/** What `toe up` has been asked: to shut down, then to do so at once. */
export interface ShutdownRequests extends Disposable {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

/** The first signal of any sort (a hang-up too) asks to stop, the second to kill. Listens until disposed. */
export function listenForShutdown(source: InterruptSource): ShutdownRequests {
  const stop = new AbortController();
  const kill = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) kill.abort();
    stop.abort('interrupted');
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) source.on(name, onSignal);
  return {
    stop: stop.signal,
    kill: kill.signal,
    [Symbol.dispose]: () => {
      for (const name of names) source.off(name, onSignal);
    },
  };
}
