import { Metadata, status } from '@grpc/grpc-js';
import { isServiceError, StatusError } from './status.ts';

const key = 'retry-after-ms';
/** A hint above this is not believed. */
const maxMs = 60_000;

/** RESOURCE_EXHAUSTED for now, and when to come again; the hint travels as trailing metadata `retry-after-ms`. */
export function exhaustedFor(ms: number, details: string): StatusError {
  const metadata = new Metadata();
  metadata.set(key, String(Math.ceil(ms)));
  return new StatusError(status.RESOURCE_EXHAUSTED, details, { metadata });
}

/** The hint in a failed call's status; 0 where there is none. */
export function readRetryAfterMs(error: unknown): number {
  if (!isServiceError(error)) return 0;
  const ms = Number(error.metadata?.get(key)[0] ?? 0);
  return ms > 0 ? Math.min(ms, maxMs) : 0;
}
