import { crc32 } from 'node:zlib';
import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import type { Log } from '../../shared/log.ts';
import type { WriteRequest__Output } from '../../shared/rpc/generated/toe/v1/WriteRequest.ts';
import type { WriteResponse } from '../../shared/rpc/generated/toe/v1/WriteResponse.ts';
import { exhaustedFor } from '../../shared/rpc/retry-after.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import type { Appended, ArtifactStore, UploadWriter } from './artifact-store.ts';
import type { HeldBack, Later, NodeLimits } from './node-limits.ts';
import { toStatusError } from './store-status.ts';
import { type IdentifyNode, readUploadSubject } from './upload-id.ts';

const maxChunkBytes = 1024 * 1024;

type WriteCall = ServerDuplexStream<WriteRequest__Output, WriteResponse>;

export interface ReceiveDeps {
  readonly store: ArtifactStore;
  readonly identify: IdentifyNode;
  readonly onProgress: (event: {
    readonly commandId: string;
    readonly artifactId: string;
    readonly durableOffset: number;
  }) => void;
  readonly maxArtifactBytes?: (runUid: string) => Promise<number>;
  readonly limits: NodeLimits;
  readonly onReceived?: (bytes: number) => void;
  readonly onHeldBack?: (why: HeldBack) => void;
  readonly log: Log;
}

/**
 * Carries out one `Write` stream. However it ends, what was received is made durable. Memory: 16 messages that
 * grpc-js reads ahead (1 MiB at the agents' 64 KiB), the HTTP/2 window and what waits for the disk.
 */
export async function receiveUpload(call: WriteCall, deps: ReceiveDeps): Promise<void> {
  let opened: OpenedStream | undefined;
  const replies = new Replies(call);
  const onSuperseded = (): void => {
    call.emit(
      'error',
      new StatusError(status.ABORTED, 'Cannot go on with the upload: a newer stream took over'),
    );
  };
  try {
    const messages: AsyncIterable<WriteRequest__Output> = call.iterator({ destroyOnReturn: false });
    for await (const message of messages) {
      if (opened === undefined) {
        opened = await openStream(message, call, replies, deps);
        opened.writer.superseded.addEventListener('abort', onSuperseded, { once: true });
      }
      const { writer, nodeUid, maxBytes } = opened;
      checkChunk(message, maxBytes);
      const { length } = message.data;
      using _turn = await deps.limits.turns.take(nodeUid);
      const appended = await writer.append(message.offset, message.data);
      if (appended.kind !== 'taken') throw toRefusal(appended, message.offset, writer);
      deps.onReceived?.(length);
    }
    if (opened !== undefined) replies.send(await opened.writer.close());
    call.end();
  } catch (error) {
    if (!call.cancelled) call.emit('error', toStatusError(error, deps.log));
  } finally {
    opened?.writer.superseded.removeEventListener('abort', onSuperseded);
    replies.stop();
    await opened?.writer
      .close()
      .catch((error: unknown) => deps.log.error({ err: error }, 'Failed to store an artifact'));
    opened?.place[Symbol.dispose]();
  }
}

interface OpenedStream {
  readonly writer: UploadWriter;
  readonly nodeUid: string;
  readonly maxBytes: number;
  /** Of the node's streams; another takes it when it is disposed of. */
  readonly place: Disposable;
}

async function openStream(
  message: WriteRequest__Output,
  call: WriteCall,
  replies: Replies,
  deps: ReceiveDeps,
): Promise<OpenedStream> {
  const subject = await readUploadSubject(message.uploadId, call, deps.identify);
  const { key, commandId, artifactId, nodeUid, runUid } = subject;
  const place = deps.limits.startStream(nodeUid, key);
  if ('why' in place) throw toLater(place, deps);
  using undo = new DisposableStack();
  undo.use(place);
  const maxBytes = (await deps.maxArtifactBytes?.(runUid)) ?? Number.MAX_SAFE_INTEGER;
  const writer = await deps.store.openWriter(key, commandId, (durableOffset) => {
    deps.onProgress({ commandId, artifactId, durableOffset });
    replies.send(durableOffset);
  });
  if (writer === undefined)
    throw new StatusError(status.NOT_FOUND, 'Cannot write: there is no such upload, or it is finished');
  undo.move();
  return { writer, nodeUid, maxBytes, place };
}

/** What a node is told that is to come again later. */
export function toLater(
  { why, message, retryMs }: Later,
  deps: Pick<ReceiveDeps, 'onHeldBack'>,
): StatusError {
  deps.onHeldBack?.(why);
  return exhaustedFor(retryMs, `Cannot upload: ${message}`);
}

export function tooBig(bytes: number, maxBytes: number): StatusError {
  const message = `Cannot upload ${bytes} bytes: no file of this capture can have more than ${maxBytes}`;
  return new StatusError(status.INVALID_ARGUMENT, message);
}

function checkChunk({ data, offset, crc32: sum }: WriteRequest__Output, maxBytes: number): void {
  if (data.length > maxChunkBytes)
    throw new StatusError(
      status.INVALID_ARGUMENT,
      `Cannot take a chunk of ${data.length} bytes: ${maxChunkBytes} are the most`,
    );
  if (!Number.isSafeInteger(offset))
    throw new StatusError(
      status.INVALID_ARGUMENT,
      `Cannot take a chunk at offset ${offset}: it is above 2^53`,
    );
  if (offset + data.length > maxBytes) throw tooBig(offset + data.length, maxBytes);
  if (crc32(data) !== sum)
    throw new StatusError(
      status.DATA_LOSS,
      `Cannot take the chunk at offset ${offset}: its checksum differs`,
    );
}

function toRefusal(
  appended: Exclude<Appended, { kind: 'taken' }>,
  offset: number,
  { durableOffset }: UploadWriter,
): StatusError {
  switch (appended.kind) {
    case 'gap':
      return new StatusError(
        status.OUT_OF_RANGE,
        `Cannot take a chunk at offset ${offset}: ${appended.receivedOffset} bytes were received, ${durableOffset} are durable`,
      );
    case 'tooLong':
      return new StatusError(
        status.INVALID_ARGUMENT,
        `Cannot take the chunk at offset ${offset}: the upload was declared shorter`,
      );
    case 'full':
      return exhaustedFor(1_000, `Cannot go on with the upload: ${appended.message}`);
    case 'superseded':
      return new StatusError(status.ABORTED, 'Cannot go on with the upload: a newer stream took over');
    default:
      return appended satisfies never;
  }
}

/** Sends durable offsets; while the peer does not read, only the newest waits. */
class Replies {
  readonly #call: WriteCall;
  #sent = -1;
  #waiting: number | undefined;
  #isStopped = false;

  constructor(call: WriteCall) {
    this.#call = call;
  }

  send(durableOffset: number): void {
    if (this.#isStopped || this.#call.writableEnded || this.#call.destroyed || durableOffset <= this.#sent)
      return;
    if (this.#waiting !== undefined) {
      this.#waiting = durableOffset;
      return;
    }
    this.#sent = durableOffset;
    if (this.#call.write({ durableOffset })) return;
    this.#waiting = durableOffset;
    this.#call.once('drain', () => {
      const newest = this.#waiting ?? durableOffset;
      this.#waiting = undefined;
      this.send(newest);
    });
  }

  stop(): void {
    this.#isStopped = true;
  }
}
