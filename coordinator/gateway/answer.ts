import { type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import type { Log } from '../../shared/log.ts';
import { readPeerIdentity } from '../../shared/rpc/peer-identity.ts';
import { StatusError } from '../../shared/rpc/status.ts';

/** The person or program that calls. */
export interface Caller {
  readonly name: string;
}

/**
 * A unary handler around a function: checks that a person calls, answers with its result, and turns what it
 * throws into a status. Anything but a StatusError is logged and answered with INTERNAL, without its details.
 */
export function answer<Request, Response>(
  method: string,
  log: Log,
  work: (request: Request, caller: Caller) => Promise<Response>,
): (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => void {
  return (call, callback) => {
    void respond(call, callback, method, log, work);
  };
}

async function respond<Request, Response>(
  call: ServerUnaryCall<Request, Response>,
  callback: sendUnaryData<Response>,
  method: string,
  log: Log,
  work: (request: Request, caller: Caller) => Promise<Response>,
): Promise<void> {
  try {
    callback(null, await work(call.request, readCaller(call)));
  } catch (error) {
    callback(toStatusError(method, error, log));
  }
}

/** Who calls; throws PERMISSION_DENIED where it is not a person. */
export function readCaller(call: Parameters<typeof readPeerIdentity>[0]): Caller {
  const identity = readPeerIdentity(call);
  if (identity.kind !== 'user') {
    throw new StatusError(
      status.PERMISSION_DENIED,
      "Cannot answer: the client certificate is not a person's: use one with a SAN of toe://user/<name>",
    );
  }
  return { name: identity.name };
}

export function toStatusError(method: string, error: unknown, log: Log): StatusError {
  if (error instanceof StatusError) return error;
  log.error({ err: error, method }, 'Request failed');
  return new StatusError(status.INTERNAL, `Cannot answer ${method}: the coordinator failed: see its log`);
}
