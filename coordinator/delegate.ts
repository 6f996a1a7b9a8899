import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';

/** One method's handler, whatever its sort; `callback` is there where the answer is a single message. */
type Handler = (call: unknown, callback: unknown) => void;

/**
 * Handlers for a whole service that hand every call to whoever serves it at that moment, or to `otherwise` while
 * nobody does. A server keeps the handlers that it was given for its whole life; terms come and go.
 */
export function delegate(
  definition: ServiceDefinition,
  find: () => object | undefined,
  otherwise: (method: string, call: unknown, callback: unknown) => void,
): UntypedServiceImplementation {
  const handlers = Object.keys(definition).map((method): readonly [string, Handler] => [
    method,
    (call, callback) => {
      const handler = readHandler(find(), method);
      if (handler === undefined) otherwise(method, call, callback);
      else handler(call, callback);
    },
  ]);
  return Object.fromEntries(handlers);
}

function readHandler(implementation: object | undefined, method: string): Handler | undefined {
  if (implementation === undefined) return undefined;
  const handler: unknown = Object.getOwnPropertyDescriptor(implementation, method)?.value;
  return typeof handler === 'function' ? (handler as Handler) : undefined;
}
