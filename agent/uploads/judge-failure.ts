import { status } from '@grpc/grpc-js';
import { isRetryable, isServiceError } from '../../shared/rpc/status.ts';
import { hasCode } from '../../shared/runtime/has-code.ts';
import { PartFailure } from './part-failure.ts';
import { FileChangedError } from './send-bytes.ts';

/**
 * What a failed try means. `check`: the store found other bytes than were sealed; ours are to be hashed before the
 * next try. `retry`: later, from the offset that the store names then. `refuse`: no try can succeed.
 */
export type FailureVerdict =
  | { readonly kind: 'retry' }
  | { readonly kind: 'check' }
  | { readonly kind: 'refuse'; readonly message: string };

/** Codes after which opening the upload again mends it, or a new credential, or time. */
const mended: ReadonlySet<status> = new Set([
  status.OUT_OF_RANGE,
  status.FAILED_PRECONDITION,
  status.CANCELLED,
  status.UNAUTHENTICATED,
]);

export function judgeFailure(error: unknown): FailureVerdict {
  if (error instanceof FileChangedError) return { kind: 'refuse', message: error.message };
  if (error instanceof PartFailure) return { kind: error.kind === 'corrupt' ? 'check' : 'retry' };
  if (isServiceError(error)) {
    if (error.code === status.DATA_LOSS) return { kind: 'check' };
    if (isRetryable(error) || mended.has(error.code)) return { kind: 'retry' };
    return { kind: 'refuse', message: error.details };
  }
  if (hasCode(error, 'ENOENT', 'ELOOP'))
    return { kind: 'refuse', message: 'Cannot upload the file: it is gone from the spool' };
  return { kind: 'retry' };
}
