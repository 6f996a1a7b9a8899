import { createHash } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { isRetryable, isServiceError } from '../../shared/rpc/status.ts';
import { backoffMs } from '../../shared/runtime/backoff.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { workThrough } from '../../shared/runtime/work-through.ts';
import type { CaptureClient, CaptureRef } from '../connection/capture-client.ts';
import type { ExpectedFile } from './expected-files.ts';
import { type FileVerdict, judgeBytes } from './verdict.ts';

const atOnce = 3;
const tries = 6;

export interface VerifyStoreDeps {
  readonly client: CaptureClient;
  readonly clock: Clock;
}

/**
 * Reads every file of a capture from the store, through the coordinator, and compares it with the manifest; nothing is
 * written here. `onVerdict` is called in the order in which they come to their ends. Throws where the coordinator
 * stays away.
 */
export async function verifyStore(
  ref: CaptureRef,
  files: readonly ExpectedFile[],
  deps: VerifyStoreDeps,
  onVerdict: (verdict: FileVerdict) => void,
  signal: AbortSignal,
): Promise<void> {
  await workThrough(files, atOnce, async (file) => {
    if (signal.aborted) return;
    const verdict =
      file.key === '' ? { kind: 'notArrived' as const, file } : await readOne(ref, file, deps, signal);
    if (verdict !== undefined) onVerdict(verdict);
  });
}

async function readOne(
  ref: CaptureRef,
  file: ExpectedFile,
  deps: VerifyStoreDeps,
  signal: AbortSignal,
): Promise<FileVerdict | undefined> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await hashStored(ref, file, deps.client, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      if (isServiceError(error) && error.code === status.DATA_LOSS)
        return { kind: 'damaged', file, why: 'its bytes in the store are not those that were verified' };
      if (isServiceError(error) && error.code === status.NOT_FOUND)
        return { kind: 'missing', file, why: 'the store does not have it' };
      if (!isRetryable(error) || attempt + 1 >= tries) throw error;
      const pauseMs = backoffMs({ initialMs: 200, maxMs: 5_000 }, attempt, Math.random());
      await deps.clock.sleep(pauseMs, signal).catch(() => undefined);
    }
  }
}

async function hashStored(
  ref: CaptureRef,
  file: ExpectedFile,
  client: CaptureClient,
  signal: AbortSignal,
): Promise<FileVerdict> {
  signal.throwIfAborted();
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const stream = await client.readArtifact({ ...ref, key: file.key });
  const cancel = (): void => stream.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    for await (const { data } of stream) {
      hash.update(data);
      sizeBytes += data.length;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    stream.cancel();
  }
  return judgeBytes(file, sizeBytes, hash.digest('hex'));
}
