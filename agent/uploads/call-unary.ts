import { type CallOptions, type ClientUnaryCall, Metadata, type requestCallback } from '@grpc/grpc-js';

/** Carries out one unary call: waits for the connection, at most `deadlineMs`; cancelled when the signal aborts. */
export async function callUnary<T>(
  start: (metadata: Metadata, options: CallOptions, callback: requestCallback<T>) => ClientUnaryCall,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const options: CallOptions = { deadline: Date.now() + deadlineMs };
  const call = start(new Metadata({ waitForReady: true }), options, (error, value) => {
    if (error !== null) reject(error);
    else if (value === undefined) reject(new Error('Cannot read the answer: it is empty'));
    else resolve(value);
  });
  const onAbort = (): void => call.cancel();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
