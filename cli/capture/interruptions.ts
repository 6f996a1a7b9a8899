/** What may interrupt the command line; `process` itself fits. */
export interface InterruptSource {
  on(event: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown;
  off(event: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown;
}

/** What a person (or the system) has asked for so far. */
export interface Interruptions {
  /** Aborts at the first Ctrl-C: stop and keep what there is. */
  readonly stop: AbortSignal;
  /** Aborts at the second Ctrl-C, at SIGTERM and when the terminal hangs up: leave, let the rest go on. */
  readonly leave: AbortSignal;
}

/** Listens until disposed. */
export function listenForInterruptions(source: InterruptSource): Interruptions & Disposable {
  const stop = new AbortController();
  const leave = new AbortController();
  const onInterrupt = (): void => {
    if (stop.signal.aborted) leave.abort('interrupted');
    stop.abort('interrupted');
  };
  const onLeave = (): void => leave.abort('interrupted');
  source.on('SIGINT', onInterrupt);
  source.on('SIGTERM', onLeave);
  source.on('SIGHUP', onLeave);
  return {
    stop: stop.signal,
    leave: leave.signal,
    [Symbol.dispose]: () => {
      source.off('SIGINT', onInterrupt);
      source.off('SIGTERM', onLeave);
      source.off('SIGHUP', onLeave);
    },
  };
}
