import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { status } from '@grpc/grpc-js';
import { isRetryable, isServiceError } from '../../shared/rpc/status.ts';
import { backoffMs } from '../../shared/runtime/backoff.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { CaptureClient, CaptureRef } from '../connection/capture-client.ts';
import { decompressFile } from './decompress-file.ts';
import { digestFile } from './digest-file.ts';
import type { Download } from './plan-downloads.ts';

export type DownloadResult =
  | { readonly kind: 'downloaded'; readonly download: Download }
  /** The file was there already with these very bytes. */
  | { readonly kind: 'present'; readonly download: Download }
  /** The part that has come is kept as `.part`; the next download goes on from there. */
  | { readonly kind: 'interrupted'; readonly download: Download }
  | { readonly kind: 'failed'; readonly download: Download; readonly message: string };

export interface DownloadDependencies {
  readonly client: CaptureClient;
  readonly clock: Clock;
  /** Called with every piece that has been written. */
  readonly onBytes: (bytes: number) => void;
}

const tries = 6;

/**
 * Fetches one file, from where its `.part` ends, and decompresses it where it was compressed on its node; it gets its
 * name only after its SHA-256 is right, that of what was sent and that of what it became.
 */
export async function downloadArtifact(
  ref: CaptureRef,
  download: Download,
  deps: DownloadDependencies,
  signal: AbortSignal,
): Promise<DownloadResult> {
  const failed = (message: string): DownloadResult => ({ kind: 'failed', download, message });
  const { sent, encoding } = download;
  const { part } = sent;
  try {
    await mkdir(dirname(download.path), { recursive: true });
    if (
      (await sizeOf(download.path)) === download.sizeBytes &&
      (await digestFile(download.path)) === download.sha256
    ) {
      return { kind: 'present', download };
    }
    for (let attempt = 0; ; attempt += 1) {
      try {
        await receive(ref, download, deps, signal);
        break;
      } catch (error) {
        if (signal.aborted) return { kind: 'interrupted', download };
        if (isServiceError(error) && error.code === status.DATA_LOSS) await rm(part, { force: true });
        if (!isRetryable(error) || attempt + 1 >= tries) throw error;
        await deps.clock
          .sleep(backoffMs({ initialMs: 200, maxMs: 5_000 }, attempt, Math.random()), signal)
          .catch(() => undefined);
      }
    }
    const digest = await digestFile(part);
    if (digest !== sent.sha256) {
      await rm(part, { force: true });
      return failed(`its SHA-256 is "${digest}", not "${sent.sha256}": download it again`);
    }
    if (encoding === undefined) await rename(part, download.path);
    else {
      const problem = await decompressFile(part, { ...download, encoding }, signal);
      if (problem !== undefined) return failed(problem);
      if (signal.aborted) return { kind: 'interrupted', download };
      await rm(part, { force: true });
    }
    return { kind: 'downloaded', download };
  } catch (error) {
    if (isServiceError(error)) return failed(error.details);
    return failed(error instanceof Error ? error.message : String(error));
  }
}

async function receive(
  ref: CaptureRef,
  download: Download,
  deps: DownloadDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { sizeBytes, part } = download.sent;
  const file = await open(part, 'a');
  try {
    let { size } = await file.stat();
    if (size > sizeBytes) {
      await file.truncate(0);
      size = 0;
    }
    if (size === sizeBytes && size > 0) return;
    signal.throwIfAborted();
    const stream = await deps.client.readArtifact({ ...ref, key: download.key, offset: size });
    const cancel = (): void => stream.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      for await (const { offset, data } of stream) {
        if (offset !== size) throw new Error(`bytes came from offset ${offset}, not ${size}`);
        size += data.length;
        if (size > sizeBytes) throw new Error(`more bytes came than its ${sizeBytes}`);
        await file.write(data);
        deps.onBytes(data.length);
      }
    } finally {
      signal.removeEventListener('abort', cancel);
      stream.cancel();
    }
    if (size !== sizeBytes) throw new Error(`only ${size} of ${sizeBytes} bytes came`);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}
