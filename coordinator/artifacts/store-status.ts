import { status } from '@grpc/grpc-js';
import type { Log } from '../../shared/log.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import { hasCode } from '../../shared/runtime/has-code.ts';

/**
 * What a caller is told of an error: a status as it is, a full disk by name, all else logged and not told. Who
 * wanted to write what is another's leaves a line of the audit.
 */
export function toStatusError(error: unknown, log: Log): StatusError {
  if (error instanceof StatusError) {
    const { code, details } = error;
    if (code === status.PERMISSION_DENIED)
      log.info({ verdict: 'refused', code: status[code], why: details }, 'Request audited');
    return error;
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
