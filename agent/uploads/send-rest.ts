import type { FileHandle } from 'node:fs/promises';
import type { OpenUploadResponse__Output } from '../../shared/rpc/generated/toe/v1/OpenUploadResponse.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { type SendDeps, sendBytes } from './send-bytes.ts';
import { sendParts } from './send-parts.ts';
import type { ObjectStore } from './store-connection.ts';

export interface SendRestDeps extends SendDeps {
  /** Undefined: the coordinator was not told that parts can be stored directly. */
  readonly store: ObjectStore | undefined;
  readonly clock: Clock;
}

/**
 * Sends what the store has not yet of a file, by the way that the coordinator chose when the upload was opened. Gives
 * what finishing needs: the digests of all parts of a direct upload.
 */
export async function sendRest(
  file: FileHandle,
  opened: OpenUploadResponse__Output,
  { sizeBytes, sha256 }: { readonly sizeBytes: number; readonly sha256: string },
  deps: SendRestDeps,
  signal: AbortSignal,
): Promise<readonly Buffer[]> {
  const { uploadId, committedOffset: offset, direct } = opened;
  const { store } = deps;
  if (direct !== null && store !== undefined) {
    const request = { uploadId, offset, sizeBytes, partBytes: direct.partBytes, sha256 };
    return await sendParts(file, request, { ...deps, store }, signal);
  }
  if (offset < sizeBytes) await sendBytes(file, { uploadId, offset, sizeBytes }, deps, signal);
  return [];
}
