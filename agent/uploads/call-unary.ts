import { type CallOptions, type ClientUnaryCall, Metadata, type requestCallback } from '@grpc/grpc-js';

/**
 * Carries out one unary call: waits for the connection; cancelled after `deadlineMs`, which a step of the wall clock
 * does not change as it would a deadline of gRPC, and when the signal aborts.
 */
export async function callUnary<T>(
  start: (metadata: Metadata, options: CallOptions, callback: requestCallback<T>) => ClientUnaryCall,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const call = start(new Metadata({ waitForReady: true }), {}, (error, value) => {
    if (error !== null) reject(error);
    else if (value === undefined) reject(new Error('Cannot read the answer: it is empty'));
    else resolve(value);
  });
  const onAbort = (): void => call.cancel();
  const stop = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  stop.addEventListener('abort', onAbort, { once: true });
  try {
    return await promise;
  } finally {
    stop.removeEventListener('abort', onAbort);
  }
}
