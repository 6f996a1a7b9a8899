import { type sendUnaryData, status } from '@grpc/grpc-js';
import { fileNamePattern, type Receipt, sha256Pattern } from '../../shared/domain/artifact.ts';
import type { Log } from '../../shared/log.ts';
import { toWireReceipt } from '../../shared/rpc/artifact-messages.ts';
import type { ArtifactServiceHandlers } from '../../shared/rpc/generated/toe/v1/ArtifactService.ts';
import type { FinishUploadRequest__Output } from '../../shared/rpc/generated/toe/v1/FinishUploadRequest.ts';
import type { FinishUploadResponse } from '../../shared/rpc/generated/toe/v1/FinishUploadResponse.ts';
import type { GetUploadResponse } from '../../shared/rpc/generated/toe/v1/GetUploadResponse.ts';
import type { OpenUploadRequest__Output } from '../../shared/rpc/generated/toe/v1/OpenUploadRequest.ts';
import type { OpenUploadResponse } from '../../shared/rpc/generated/toe/v1/OpenUploadResponse.ts';
import { exhaustedFor } from '../../shared/rpc/retry-after.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import type { IncomingCall } from '../identity/identity-provider.ts';
import type { ArtifactStore } from './artifact-store.ts';
import type { HeldBack, NodeLimits } from './node-limits.ts';
import { receiveUpload, toLater, tooBig } from './receive-upload.ts';
import { signParts } from './sign-parts.ts';
import { toStatusError } from './store-status.ts';
import {
  checkUploadSubject,
  type IdentifyNode,
  makeUploadId,
  readUploadSubject,
  type UploadSubject,
} from './upload-id.ts';
import { logProblem, toUploadWay, type UploadWay } from './upload-way.ts';

/** An artifact is durable and verified. Told again whenever an agent asks for its receipt again. */
export interface ReceiptEvent {
  readonly runUid: string;
  readonly node: string;
  readonly nodeUid: string;
  readonly attempt: number;
  readonly commandId: string;
  readonly receipt: Receipt;
  readonly fileName: string;
}

/** More bytes of an artifact are durable. */
export interface ProgressEvent {
  readonly commandId: string;
  readonly artifactId: string;
  readonly durableOffset: number;
}

export interface ArtifactServiceDeps {
  readonly store: ArtifactStore;
  readonly identify: IdentifyNode;
  /**
   * Whether the run is one of ours and had a command for the node, ended or not: a late artifact is taken. May
   * throw a `StatusError` with UNAVAILABLE while that is not known yet; with `false` the agent gives up.
   */
  readonly acceptsRun: (runUid: string, nodeUid: string) => boolean | Promise<boolean>;
  /** How big an artifact of the run can be at most; without it nothing bounds one but the store's space. */
  readonly maxArtifactBytes?: (runUid: string) => Promise<number>;
  readonly limits: NodeLimits;
  /** Idempotent by the receipt's key. */
  readonly onReceipt: (event: ReceiptEvent) => void;
  readonly onProgress: (event: ProgressEvent) => void;
  /** Told each time that bytes are awaited. */
  readonly onOpened?: (way: UploadWay) => void;
  /** Told of every chunk that was taken. */
  readonly onReceived?: (bytes: number) => void;
  /** Told where a node was sent away for now. */
  readonly onHeldBack?: (why: HeldBack) => void;
  readonly log: Log;
}

/** Space comes back when runs expire or somebody makes some: nothing that a second is too long for. */
const fullRetryMs = 1_000;

/** The handlers of ArtifactService, for `artifactServiceDefinition`; statuses as artifact.proto says. */
export function makeArtifactService(deps: ArtifactServiceDeps): ArtifactServiceHandlers {
  return {
    OpenUpload: (call, callback) => void answer(callback, deps, () => openUpload(call, call.request, deps)),
    Write: (call) => void receiveUpload(call, deps),
    FinishUpload: (call, callback) =>
      void answer(callback, deps, () => finishUpload(call, call.request, deps)),
    SignParts: (call, callback) => void answer(callback, deps, () => signParts(call, call.request, deps)),
    GetUpload: (call, callback) =>
      void answer(callback, deps, () => getUpload(call, call.request.uploadId, deps)),
  };
}

async function answer<T>(
  callback: sendUnaryData<T>,
  deps: ArtifactServiceDeps,
  work: () => Promise<T>,
): Promise<void> {
  try {
    callback(null, await work());
  } catch (error) {
    callback(toStatusError(error, deps.log));
  }
}

async function openUpload(
  call: IncomingCall,
  request: OpenUploadRequest__Output,
  deps: ArtifactServiceDeps,
): Promise<OpenUploadResponse> {
  const subject = await checkUploadSubject(request.commandId, request.artifactId, call, deps.identify);
  if (!fileNamePattern.test(request.fileName)) throw invalid(`file name ${JSON.stringify(request.fileName)}`);
  if (!/^[\x20-\x7e]{0,127}$/.test(request.mediaType))
    throw invalid(`media type ${JSON.stringify(request.mediaType)}`);
  checkSize(request.declaredSizeBytes);
  const later = deps.limits.open(subject.nodeUid, subject.key);
  if (later !== undefined) throw toLater(later, deps);
  if (!(await deps.acceptsRun(subject.runUid, subject.nodeUid)))
    throw new StatusError(status.NOT_FOUND, `Cannot upload: there is no run "${subject.runUid}" here`);
  const maxBytes = (await deps.maxArtifactBytes?.(subject.runUid)) ?? Number.MAX_SAFE_INTEGER;
  if (request.declaredSizeBytes > maxBytes) throw tooBig(request.declaredSizeBytes, maxBytes);
  const meta = {
    owner: subject.commandId,
    artifactId: subject.artifactId,
    fileName: request.fileName,
    mediaType: request.mediaType === '' ? 'application/octet-stream' : request.mediaType,
    declaredSizeBytes: request.declaredSizeBytes,
  };
  const opened = await deps.store.openUpload(subject.key, meta, request.parts ?? undefined);
  const uploadId = makeUploadId(subject);
  switch (opened.kind) {
    case 'open':
      noteWay(toUploadWay(opened, request.parts?.problem ?? ''), request, subject, deps);
      return { uploadId, committedOffset: opened.committedOffset, direct: opened.direct ?? null };
    case 'finished':
      deps.limits.end(subject.nodeUid, subject.key);
      tellReceipt(subject, opened, deps);
      return {
        uploadId,
        committedOffset: opened.receipt.sizeBytes,
        receipt: toWireReceipt(opened.receipt),
      };
    case 'full':
      throw exhaustedFor(fullRetryMs, `Cannot upload: ${opened.message}`);
    case 'foreign':
      throw new StatusError(status.PERMISSION_DENIED, `Cannot upload: "${subject.key}" is another command's`);
    default:
      return opened satisfies never;
  }
}

async function finishUpload(
  call: IncomingCall,
  request: FinishUploadRequest__Output,
  deps: ArtifactServiceDeps,
): Promise<FinishUploadResponse> {
  const subject = await readUploadSubject(request.uploadId, call, deps.identify);
  checkSize(request.sizeBytes);
  if (!sha256Pattern.test(request.sha256)) throw invalid(`sha256 ${JSON.stringify(request.sha256)}`);
  const { store } = deps;
  const finished = await store.finishUpload(
    subject.key,
    subject.commandId,
    request.sizeBytes,
    request.sha256,
    request.partSha256.map((digest) => digest.toString('hex')),
  );
  switch (finished.kind) {
    case 'verified':
      deps.limits.end(subject.nodeUid, subject.key);
      tellReceipt(subject, finished, deps);
      return { receipt: toWireReceipt(finished.receipt) };
    case 'exists':
      throw new StatusError(
        status.ALREADY_EXISTS,
        `Cannot finish the upload: it was finished with digest "${finished.sha256}"`,
      );
    case 'incomplete':
      throw new StatusError(
        status.FAILED_PRECONDITION,
        `Cannot finish the upload: ${finished.committedOffset} of ${request.sizeBytes} bytes are here`,
      );
    case 'mismatch':
      throw new StatusError(status.DATA_LOSS, `Cannot finish the upload: ${finished.message}`);
    case 'unknown':
      throw unknownUpload();
    default:
      return finished satisfies never;
  }
}

async function getUpload(
  call: IncomingCall,
  uploadId: string,
  deps: ArtifactServiceDeps,
): Promise<GetUploadResponse> {
  const subject = await readUploadSubject(uploadId, call, deps.identify);
  const found = await deps.store.readUploadStatus(subject.key, subject.commandId);
  if (found.kind === 'unknown') throw unknownUpload();
  if (found.kind === 'open') return { committedOffset: found.committedOffset };
  return { committedOffset: found.receipt.sizeBytes, receipt: toWireReceipt(found.receipt) };
}

function noteWay(
  way: UploadWay,
  request: OpenUploadRequest__Output,
  subject: UploadSubject,
  { onOpened, log }: ArtifactServiceDeps,
): void {
  if (way === 'relayedForAgent') logProblem(request.parts?.problem ?? '', subject, log);
  onOpened?.(way);
}

function tellReceipt(
  subject: UploadSubject,
  finished: { readonly receipt: Receipt; readonly fileName: string },
  deps: ArtifactServiceDeps,
): void {
  const { runUid, node, nodeUid, attempt, commandId } = subject;
  const { receipt, fileName } = finished;
  deps.log.info({ run: runUid, node, key: receipt.key, sizeBytes: receipt.sizeBytes }, 'Verified artifact');
  deps.onReceipt({ runUid, node, nodeUid, attempt, commandId, receipt, fileName });
}

function checkSize(sizeBytes: number): void {
  if (!Number.isSafeInteger(sizeBytes)) throw invalid(`size ${sizeBytes}`);
}

function invalid(what: string): StatusError {
  return new StatusError(status.INVALID_ARGUMENT, `Cannot upload: ${what} is not what artifact.proto allows`);
}

function unknownUpload(): StatusError {
  return new StatusError(status.NOT_FOUND, 'Cannot find the upload: open it first');
}
