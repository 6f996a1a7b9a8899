import { status } from '@grpc/grpc-js';
import type { Log } from '../../shared/log.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import { hasCode } from '../../shared/runtime/has-code.ts';
import { StoreFailure, type StoreFailureKind } from './store-failure.ts';

const codes: Readonly<Record<StoreFailureKind, status>> = {
  unavailable: status.UNAVAILABLE,
  busy: status.ABORTED,
  full: status.RESOURCE_EXHAUSTED,
  // An agent keeps its file and tries again: somebody may mend the rights.
  refused: status.FAILED_PRECONDITION,
};

/** What a caller is told of a store far away that could not do it. */
export function toFailureStatus(what: string, failure: StoreFailure): StatusError {
  return new StatusError(codes[failure.kind], `Cannot ${what}: ${failure.why}`, { cause: failure });
}

/**
 * What a caller is told of an error: a status as it is, a full or absent store by name, all else logged and not told.
 * Who wanted to write what is another's leaves a line of the audit.
 */
export function toStatusError(error: unknown, log: Log): StatusError {
  if (error instanceof StatusError) {
    const { code, details } = error;
    if (code === status.PERMISSION_DENIED)
      log.info({ verdict: 'refused', code: status[code], why: details }, 'Request audited');
    return error;
  }
  if (error instanceof StoreFailure) {
    log.warn({ kind: error.kind, why: error.message }, 'Failed to store an artifact for now');
    return toFailureStatus('store the artifact', error);
  }
  log.error({ err: error }, 'Failed to store an artifact');
  if (hasCode(error, 'ENOSPC', 'EDQUOT'))
    return new StatusError(status.RESOURCE_EXHAUSTED, 'Cannot store the artifact: the disk is full', {
      cause: error,
    });
  return new StatusError(status.INTERNAL, 'Cannot store the artifact: the store failed, see its log', {
    cause: error,
  });
}
