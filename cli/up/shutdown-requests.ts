import type { InterruptSource } from '../capture/interruptions.ts';

/** What `toe up` has been asked: to shut down, then to do so at once. */
export interface ShutdownRequests extends Disposable {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

/** timeout(1) signals its child and then its whole group: what comes so soon after is the same wish. */
const echoMs = 300;

/**
 * The first signal of any sort (a hang-up too) asks to stop, one that comes later to kill. Listens until disposed.
 * `nowMs` is monotonic.
 */
export function listenForShutdown(source: InterruptSource, nowMs: () => number): ShutdownRequests {
  const stop = new AbortController();
  const kill = new AbortController();
  let firstAtMs: number | undefined;
  const onSignal = (): void => {
    firstAtMs ??= nowMs();
    if (nowMs() - firstAtMs > echoMs) kill.abort();
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
