import { status } from '@grpc/grpc-js';
import type { Log } from '../../shared/log.ts';
import type { IncomingCall, Person } from '../identity/identity-provider.ts';
import { toRef } from './captures.ts';
import { type Method, methodAccess } from './method-access.ts';

/** How a call went: whether the caller was let in, and the status that answered it. */
export interface Outcome {
  /** Undefined where nobody was identified. */
  readonly caller: Person | undefined;
  readonly verdict: 'allowed' | 'refused';
  /** Undefined while a stream is only about to be served. */
  readonly code: status | undefined;
  /** The name of the object that was made, where the request left it to the coordinator. */
  readonly name?: string | undefined;
}

interface AuditedCall extends IncomingCall {
  readonly request: { readonly namespace?: string; readonly name?: string; readonly key?: string };
}

/** Writes one line for a call of a method that changes something or hands out what was captured. */
export function audit(method: Method, call: AuditedCall, outcome: Outcome, log: Log): void {
  if (!methodAccess[method].isAudited) return;
  const { namespace = '', name = '', key } = call.request;
  const ref = toRef({ namespace, name: outcome.name ?? name });
  log.info(
    {
      who: outcome.caller?.name ?? '',
      from: call.getPeer(),
      method,
      ...ref,
      ...(key === undefined ? {} : { key }),
      verdict: outcome.verdict,
      ...(outcome.code === undefined ? {} : { code: status[outcome.code] }),
    },
    'Request audited',
  );
}
