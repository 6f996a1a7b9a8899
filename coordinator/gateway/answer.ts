import { type ServerUnaryCall, type ServerWritableStream, type sendUnaryData, status } from '@grpc/grpc-js';
import type { Log } from '../../shared/log.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import { StoreFailure } from '../artifacts/store-failure.ts';
import { toFailureStatus } from '../artifacts/store-status.ts';
import type { Person } from '../identity/identity-provider.ts';
import { type AdmitDeps, admit } from './admit.ts';
import { audit } from './audit.ts';
import type { Method, Requests } from './method-access.ts';

export interface AnswerDeps extends AdmitDeps {
  readonly log: Log;
}

/**
 * A unary handler around a function: admits the caller, answers with the function's result, and turns what it
 * throws into a status. Anything but a StatusError and a store's failure is logged and answered with INTERNAL, without
 * its details.
 */
export function answer<M extends Method, Response>(
  method: M,
  deps: AnswerDeps,
  work: (request: Requests[M], caller: Person) => Promise<Response>,
): (call: ServerUnaryCall<Requests[M], Response>, callback: sendUnaryData<Response>) => void {
  return (call, callback) => {
    void respond(call, callback, method, deps, work);
  };
}

async function respond<M extends Method, Response>(
  call: ServerUnaryCall<Requests[M], Response>,
  callback: sendUnaryData<Response>,
  method: M,
  deps: AnswerDeps,
  work: (request: Requests[M], caller: Person) => Promise<Response>,
): Promise<void> {
  let caller: Person | undefined;
  let verdict: 'allowed' | 'refused' = 'refused';
  try {
    const admission = await admit(method, call, deps);
    ({ caller } = admission);
    if (admission.kind === 'refused') throw toError(admission.refusal);
    verdict = 'allowed';
    if (call.cancelled)
      throw new StatusError(status.CANCELLED, `Cannot answer ${method}: the caller is gone`);
    const response = await work(call.request, admission.caller);
    audit(method, call, { caller, verdict, code: status.OK, name: nameOf(response) }, deps.log);
    callback(null, response);
  } catch (error) {
    const failure = toStatusError(method, error, deps.log);
    audit(method, call, { caller, verdict, code: failure.code }, deps.log);
    callback(failure);
  }
}

/** A streaming handler around a function: the same, but its line of the audit stands before its first byte. */
export function answerStream<M extends Method, Response>(
  method: M,
  deps: AnswerDeps,
  work: (call: ServerWritableStream<Requests[M], Response>) => Promise<void>,
): (call: ServerWritableStream<Requests[M], Response>) => void {
  return (call) => {
    serve(call, method, deps, work).then(
      () => call.end(),
      (error: unknown) => call.emit('error', toStatusError(method, error, deps.log)),
    );
  };
}

async function serve<M extends Method, Response>(
  call: ServerWritableStream<Requests[M], Response>,
  method: M,
  deps: AnswerDeps,
  work: (call: ServerWritableStream<Requests[M], Response>) => Promise<void>,
): Promise<void> {
  const admission = await admit(method, call, deps);
  const { caller } = admission;
  if (admission.kind === 'refused') {
    const { code } = admission.refusal;
    audit(method, call, { caller, verdict: 'refused', code }, deps.log);
    throw toError(admission.refusal);
  }
  audit(method, call, { caller, verdict: 'allowed', code: undefined }, deps.log);
  if (!call.cancelled) await work(call);
}

function toError({ code, message }: { readonly code: status; readonly message: string }): StatusError {
  return new StatusError(code, message);
}

function toStatusError(method: string, error: unknown, log: Log): StatusError {
  if (error instanceof StatusError) return error;
  if (error instanceof StoreFailure) {
    log.warn({ method, kind: error.kind, why: error.message }, 'Request failed for now');
    return toFailureStatus(`answer ${method}`, error);
  }
  log.error({ err: error, method }, 'Request failed');
  return new StatusError(status.INTERNAL, `Cannot answer ${method}: the coordinator failed: see its log`);
}

/** The name of the object that an answer is about, where it is about one. */
function nameOf(response: unknown): string | undefined {
  if (typeof response !== 'object' || response === null || !('name' in response)) return undefined;
  return typeof response.name === 'string' ? response.name : undefined;
}
