import { type Metadata, type ServiceError, status } from '@grpc/grpc-js';

const retryable: ReadonlySet<status> = new Set([
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  status.RESOURCE_EXHAUSTED,
  status.ABORTED,
  status.INTERNAL,
  status.UNKNOWN,
]);

/** Whether an error is a gRPC status. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}

/** Whether the same call may succeed later without a change on our side. */
export function isRetryable(error: unknown): boolean {
  return isServiceError(error) && retryable.has(error.code);
}

/** An error that a handler answers with: code and a sentence for people. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly code: status;
  readonly details: string;
  /** Goes along as trailing metadata. */
  readonly metadata?: Metadata;

  constructor(code: status, details: string, options?: ErrorOptions & { readonly metadata?: Metadata }) {
    super(details, options);
    if (options?.metadata !== undefined) this.metadata = options.metadata;
    this.code = code;
    this.details = details;
  }
}
