import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import {
  type Artifact,
  isReceiptFor,
  type Receipt,
  toStoredMediaType,
} from '../../shared/domain/artifact.ts';
import type { Log } from '../../shared/log.ts';
import { toReceipt } from '../../shared/rpc/artifact-messages.ts';
import type { ArtifactServiceClient } from '../../shared/rpc/generated/toe/v1/ArtifactService.ts';
import type { FinishUploadResponse__Output } from '../../shared/rpc/generated/toe/v1/FinishUploadResponse.ts';
import type { OpenUploadResponse__Output } from '../../shared/rpc/generated/toe/v1/OpenUploadResponse.ts';
import type { Receipt__Output } from '../../shared/rpc/generated/toe/v1/Receipt.ts';
import { readRetryAfterMs } from '../../shared/rpc/retry-after.ts';
import { isServiceError } from '../../shared/rpc/status.ts';
import { backoffMs } from '../../shared/runtime/backoff.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Failpoints } from '../../shared/runtime/failpoint.ts';
import { callUnary } from './call-unary.ts';
import { DirectWay } from './direct-way.ts';
import { judgeFailure } from './judge-failure.ts';
import { PartFailure } from './part-failure.ts';
import { sendRest } from './send-rest.ts';
import type { ObjectStore } from './store-connection.ts';
import { bothRates, type CommandRates, type UploadRate } from './upload-rate.ts';

const backoff = { initialMs: 200, maxMs: 15_000 };
const openDeadlineMs = 60_000;
/** The store reads a file of an interrupted upload again before it answers. */
const finishDeadlineMs = 300_000;

export interface UploadRequest {
  readonly commandId: string;
  readonly artifact: Artifact;
  readonly path: string;
  /** Ends as `stopped` after this long; without it only the signal ends the tries. */
  readonly deadlineMs?: number;
  /** Of all uploads of the command together, below what `deps.rate` allows all commands; 0: that alone. */
  readonly maxBytesPerSecond?: number;
  /** Told the durable bytes, which may go back to 0 when the store had to begin again. */
  readonly onDurable?: (durableBytes: number) => void;
}

export interface UploadDeps {
  /** Read anew for every try. */
  readonly client: ArtifactServiceClient;
  /** Aborts when this client is no way to the leader any more: what waits for it, perhaps for ever, is tried anew. */
  readonly left?: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
  readonly failpoints: Failpoints;
  /** In [0, 1). */
  readonly random: () => number;
  readonly rate?: UploadRate;
  /** Where parts may be stored directly; without it the coordinator relays everything. */
  readonly objectStore?: ObjectStore | undefined;
  readonly commandRates?: CommandRates;
  readonly observer?: UploadObserver;
}

/** Is told what uploads do, to count it. */
export interface UploadObserver {
  readonly onSent: (bytes: number) => void;
  /** A try was interrupted; another one follows. */
  readonly onRetry: () => void;
  readonly onEnded: (kind: UploadResult['kind']) => void;
}

export type UploadResult =
  /** The store's receipt is for exactly the sealed bytes: the file may be deleted. */
  | { readonly kind: 'delivered'; readonly receipt: Receipt }
  /** The store will never take it. */
  | { readonly kind: 'refused'; readonly message: string }
  /** Not yet: the signal or the deadline came first. */
  | { readonly kind: 'stopped' };

/** Brings a sealed file to the store, from where the store has it, as often as it takes. */
export async function uploadArtifact(
  request: UploadRequest,
  deps: UploadDeps,
  signal: AbortSignal,
): Promise<UploadResult> {
  const { deadlineMs } = request;
  const stop = deadlineMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  const log = deps.log.child({ command: request.commandId, artifact: request.artifact.artifactId });
  const progress = { durableBytes: 0 };
  const way = new DirectWay(deps.objectStore);
  using own = deps.commandRates?.use(request.commandId, request.maxBytesPerSecond ?? 0);
  const rate = bothRates(deps.rate, own);
  let attempt = 0;
  while (!stop.aborted) {
    const before = progress.durableBytes;
    const { left } = deps;
    try {
      return await tryUpload(
        request,
        { progress, rate, way },
        deps,
        left === undefined ? stop : AbortSignal.any([stop, left]),
      );
    } catch (error) {
      if (stop.aborted) break;
      if (left?.aborted) {
        log.info({ durableBytes: progress.durableBytes }, 'Upload follows the leader');
        attempt = 0;
        continue;
      }
      const verdict = judgeFailure(error);
      if (verdict.kind === 'refuse') return { kind: 'refused', message: verdict.message };
      if (verdict.kind === 'check') {
        const problem = await findChange(request);
        if (problem !== undefined) return { kind: 'refused', message: problem };
      }
      const hasProgressed = progress.durableBytes > before;
      attempt = hasProgressed ? 0 : attempt + 1;
      if (way.noteFailure(error, hasProgressed)) {
        log.warn({ why: way.ability?.problem }, 'Upload goes through the coordinator from now on');
        attempt = 0;
      }
      const waitMs = Math.max(backoffMs(backoff, attempt, deps.random()), readRetryAfterMs(error));
      const cause = describeFailure(error);
      deps.observer?.onRetry();
      log.warn({ ...cause, waitMs, durableBytes: progress.durableBytes }, 'Upload was interrupted');
      await deps.clock.sleep(waitMs, stop).catch(() => undefined);
    }
  }
  return { kind: 'stopped' };
}

function describeFailure(error: unknown): object {
  if (isServiceError(error)) return { code: error.code, details: error.details };
  return error instanceof PartFailure ? { kind: error.kind, details: error.message } : { err: error };
}

/** What the tries of one upload share. */
interface TrySharing {
  readonly progress: { durableBytes: number };
  readonly rate: UploadRate | undefined;
  readonly way: DirectWay;
}

async function tryUpload(
  request: UploadRequest,
  { progress, rate, way }: TrySharing,
  deps: UploadDeps,
  signal: AbortSignal,
): Promise<UploadResult> {
  const { client, failpoints, clock, objectStore: store } = deps;
  const { sizeBytes, sha256 } = request.artifact;
  const onDurable = (bytes: number): void => {
    progress.durableBytes = bytes;
    request.onDurable?.(bytes);
  };
  await using file = await open(request.path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const opened = await callUnary<OpenUploadResponse__Output>(
    (metadata, options, callback) =>
      client.openUpload(
        { ...toOpenRequest(request), parts: way.ability ?? null },
        metadata,
        options,
        callback,
      ),
    openDeadlineMs,
    signal,
  );
  const { uploadId, committedOffset: offset, receipt } = opened;
  if (receipt) return await acceptReceipt(receipt, request.artifact, deps);
  onDurable(Math.min(offset, sizeBytes)); // more: of a file that was sealed again; finishing clears it
  const sending = { client, failpoints, rate, clock, store, onDurable, onSent: deps.observer?.onSent };
  const partSha256 = [...(await sendRest(file, opened, request.artifact, sending, signal))];
  await failpoints.reach('upload.before-finish');
  const finished = await callUnary<FinishUploadResponse__Output>(
    (metadata, options, callback) =>
      client.finishUpload({ uploadId, sizeBytes, sha256, partSha256 }, metadata, options, callback),
    finishDeadlineMs,
    signal,
  );
  if (!finished.receipt) throw new Error('Cannot finish the upload: the answer has no receipt');
  onDurable(sizeBytes);
  return await acceptReceipt(finished.receipt, request.artifact, deps);
}

function toOpenRequest({ commandId, artifact }: UploadRequest): {
  readonly commandId: string;
  readonly artifactId: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly declaredSizeBytes: number;
} {
  const { artifactId, fileName, sizeBytes } = artifact;
  const mediaType = toStoredMediaType(artifact);
  return { commandId, artifactId, fileName, mediaType, declaredSizeBytes: sizeBytes };
}

async function acceptReceipt(
  told: Receipt__Output,
  artifact: Artifact,
  deps: UploadDeps,
): Promise<UploadResult> {
  const receipt = toReceipt(told);
  await deps.failpoints.reach('upload.after-receipt');
  if (isReceiptFor(receipt, artifact)) return { kind: 'delivered', receipt };
  return {
    kind: 'refused',
    message: `Cannot upload: the store has ${receipt.sizeBytes} other bytes, digest "${receipt.sha256}"`,
  };
}

/** What is wrong with our own copy; undefined where it still is what was sealed. */
async function findChange({ path, artifact }: UploadRequest): Promise<string | undefined> {
  await using file: FileHandle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const hash = createHash('sha256');
  for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk);
  const digest = hash.digest('hex');
  if (digest === artifact.sha256) return undefined;
  return `Cannot upload the file: its digest is "${digest}" and it was sealed with "${artifact.sha256}"`;
}
