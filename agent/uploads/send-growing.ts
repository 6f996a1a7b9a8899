import type { FileHandle } from 'node:fs/promises';
import type { OpenUploadResponse__Output } from '../../shared/rpc/generated/toe/v1/OpenUploadResponse.ts';
import { isServiceError } from '../../shared/rpc/status.ts';
import { abortLater } from '../../shared/runtime/abort-later.ts';
import { backoffMs } from '../../shared/runtime/backoff.ts';
import { openOwnFile } from '../artifacts/seal-file.ts';
import { callUnary } from './call-unary.ts';
import { judgeFailure } from './judge-failure.ts';
import { FileChangedError, type GrownFile, sendBytes } from './send-bytes.ts';
import type { UploadDeps } from './upload-artifact.ts';
import { bothRates } from './upload-rate.ts';

/** Streams of growing files beside the two of the upload queue; further files wait for one. */
const atOnce = 4;
const lookMs = 1_000;
/** What is new goes at so many bytes, or so long after what went before: each step is synced, or stored, by itself. */
const stepBytes = 1024 * 1024;
const stepUs = 5_000_000;
/** How long the last bytes may be under way once the file has ended. */
const endMs = 2_000;
const openDeadlineMs = 60_000;
const backoff = { initialMs: 500, maxMs: 15_000 };

/** A file that is written to and only ever grows. */
interface GrowingFile {
  readonly commandId: string;
  readonly artifactId: string;
  readonly fileName: string;
  readonly mediaType: string;
  /** The run's directory; the file is opened below it and nowhere else. */
  readonly directory: string;
  /** Relative to it. */
  readonly path: string;
  /** Of all uploads of its command together; 0: the node's limit alone. */
  readonly maxBytesPerSecond: number;
  /** Told the bytes that are durable. */
  readonly onDurable: (durableBytes: number) => void;
}

/**
 * Brings what there is of a file to the store until `ended` aborts. It is an advance on the file's ordinary upload,
 * which goes on where this one ended and alone proves anything, so it never throws: whatever stands against it, the
 * rest is left to the other. When it resolves nothing of it is under way.
 */
export type SendGrowing = (file: GrowingFile, ended: AbortSignal) => Promise<void>;

export function makeGrowingSender(deps: UploadDeps): SendGrowing {
  let underWay = 0;
  return async (file, ended) => {
    while (underWay >= atOnce && !ended.aborted) await pause(deps, ended);
    if (ended.aborted) return;
    underWay += 1;
    try {
      await sendGrowing(file, deps, ended);
    } finally {
      underWay -= 1;
    }
  };
}

async function sendGrowing(file: GrowingFile, deps: UploadDeps, ended: AbortSignal): Promise<void> {
  const log = deps.log.child({ command: file.commandId, artifact: file.artifactId });
  using late = abortLater(ended, endMs);
  let attempt = 0;
  while (!ended.aborted) {
    const { left } = deps;
    try {
      await trySending(
        file,
        deps,
        ended,
        left === undefined ? late.signal : AbortSignal.any([late.signal, left]),
      );
    } catch (error) {
      if (ended.aborted) return;
      if (left?.aborted) {
        attempt = 0;
        continue;
      }
      const cause = isServiceError(error) ? { code: error.code, details: error.details } : { err: error };
      if (judgeFailure(error).kind === 'refuse') {
        log.warn(cause, 'File is not sent before it has ended');
        return;
      }
      const waitMs = backoffMs(backoff, attempt, deps.random());
      log.info({ ...cause, waitMs }, 'Sending of a growing file was interrupted');
      await deps.clock.sleep(waitMs, ended).catch(() => undefined);
      attempt += 1;
    }
  }
}

/** One stream, from where the store has the file. Resolves when the file has ended and what was sent is durable. */
async function trySending(
  file: GrowingFile,
  deps: UploadDeps,
  ended: AbortSignal,
  signal: AbortSignal,
): Promise<void> {
  await using handle = await untilThere(file, deps, ended);
  if (handle === undefined) return;
  const { client, failpoints, observer } = deps;
  using own = deps.commandRates?.use(file.commandId, file.maxBytesPerSecond);
  const rate = bothRates(deps.rate, own);
  const { commandId, artifactId, fileName, mediaType, onDurable } = file;
  const subject = { commandId, artifactId, fileName, mediaType, declaredSizeBytes: 0 };
  const opened = await callUnary<OpenUploadResponse__Output>(
    (metadata, options, callback) => client.openUpload(subject, metadata, options, callback),
    openDeadlineMs,
    AbortSignal.any([signal, ended]),
  );
  const { uploadId, committedOffset: offset } = opened;
  const look = makeLook(handle, deps, ended);
  onDurable(offset);
  await sendBytes(
    handle,
    { uploadId, offset, sizeBytes: offset, look },
    { client, failpoints, rate, onDurable, onSent: observer?.onSent },
    signal,
  );
}

/** The file once it is there, is the run's own, and has a byte; undefined where it ended before. */
async function untilThere(
  file: GrowingFile,
  deps: UploadDeps,
  ended: AbortSignal,
): Promise<FileHandle | undefined> {
  for (;;) {
    const opened = await openOwnFile(file);
    if (typeof opened !== 'string') {
      if ((await opened.stat()).size > 0) return opened;
      await opened.close();
    }
    await pause(deps, ended);
    if (ended.aborted) return undefined;
  }
}

/** Looks at once where a step has come together, else after a while. */
function makeLook(
  file: FileHandle,
  deps: UploadDeps,
  ended: AbortSignal,
): (offset: number) => Promise<GrownFile> {
  let sentUs = Number.NEGATIVE_INFINITY;
  return async (offset) => {
    if (ended.aborted) return { sizeBytes: offset, isLast: true };
    const { size } = await file.stat();
    if (size < offset)
      throw new FileChangedError(`Cannot send the file: ${offset} bytes of it were sent, and it has ${size}`);
    const nowUs = deps.clock.monotonicUs();
    if (size - offset >= stepBytes || (size > offset && nowUs - sentUs >= stepUs)) {
      sentUs = nowUs;
      return { sizeBytes: size, isLast: false };
    }
    await pause(deps, ended);
    return { sizeBytes: offset, isLast: false };
  };
}

async function pause({ clock }: UploadDeps, ended: AbortSignal): Promise<void> {
  await clock.sleep(lookMs, ended).catch(() => undefined);
}
