import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { type ClientDuplexStream, Metadata } from '@grpc/grpc-js';
import type { ArtifactServiceClient } from '../../shared/rpc/generated/toe/v1/ArtifactService.ts';
import type { WriteRequest } from '../../shared/rpc/generated/toe/v1/WriteRequest.ts';
import type { WriteResponse__Output } from '../../shared/rpc/generated/toe/v1/WriteResponse.ts';
import { Condition } from '../../shared/runtime/condition.ts';
import type { Failpoints } from '../../shared/runtime/failpoint.ts';
import type { UploadRate } from './upload-rate.ts';

const chunkBytes = 64 * 1024;
/** Read at once; two such blocks are in use, so that one is read while the other is sent. */
const blockBytes = 8 * chunkBytes;
const blockCount = 2;
/** Sent and not yet durable: what is sent again at most after an interruption. */
const maxInFlightBytes = 8 * 1024 * 1024;

export interface SendDeps {
  readonly client: ArtifactServiceClient;
  readonly failpoints: Failpoints;
  readonly rate: UploadRate | undefined;
  readonly onDurable: (bytes: number) => void;
  readonly onSent?: ((bytes: number) => void) | undefined;
}

/** What is to be sent, and under which upload. */
export interface SendRequest {
  readonly uploadId: string;
  readonly offset: number;
  readonly sizeBytes: number;
  /** Of a file that still grows: looks again, after a while where nothing has come; absent: it is as it was sealed. */
  readonly look?: (offset: number) => Promise<GrownFile>;
}

/** `isLast`: nothing behind `sizeBytes` is to be sent. */
export interface GrownFile {
  readonly sizeBytes: number;
  readonly isLast: boolean;
}

interface Block {
  readonly bytes: Buffer;
  unsent: number;
}

/** The file is not as long as it was when it was sealed. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError';
}

/**
 * Sends the bytes from `offset` to `sizeBytes` on one `Write` stream; resolves when the server has ended it well.
 * Throws the stream's ServiceError, the signal's reason, or a FileChangedError.
 */
export async function sendBytes(
  file: FileHandle,
  request: SendRequest,
  deps: SendDeps,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const call = deps.client.write(new Metadata({ waitForReady: true }));
  const stream = new SendStream(call, request.offset, deps.onDurable);
  const onAbort = (): void => call.cancel();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const room = request.look === undefined ? request.sizeBytes - request.offset : blockBytes;
    const blocks: Block[] = Array.from({ length: blockCount }, () => ({
      bytes: Buffer.allocUnsafeSlow(Math.min(blockBytes, room)),
      unsent: 0,
    }));
    let { offset, sizeBytes } = request;
    for (let turn = 0; ; turn += 1) {
      const block = blocks[turn % blockCount];
      if (block === undefined) throw new RangeError('Cannot send: there is no block');
      await stream.until(() => block.unsent === 0);
      let isLast = request.look === undefined;
      if (request.look !== undefined) ({ sizeBytes, isLast } = await request.look(offset));
      if (offset >= sizeBytes) {
        if (isLast) break;
        continue;
      }
      const length = await fillBlock(file, block.bytes, offset, sizeBytes);
      for (let start = 0; start < length; start += chunkBytes) {
        const data = block.bytes.subarray(start, Math.min(length, start + chunkBytes));
        await stream.until(() => offset + data.length - stream.durableOffset <= maxInFlightBytes);
        await deps.failpoints.reach('upload.before-chunk');
        await deps.rate?.take(data.length, signal);
        stream.send(block, { uploadId: offset === request.offset ? request.uploadId : '', offset, data });
        deps.onSent?.(data.length);
        offset += data.length;
      }
    }
    await stream.end();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    call.cancel();
  }
}

/** Reads on until the block is full or the file's size is reached. Throws a FileChangedError where it ends before. */
export async function fillBlock(
  file: FileHandle,
  bytes: Buffer,
  offset: number,
  sizeBytes: number,
): Promise<number> {
  const wanted = Math.min(bytes.length, sizeBytes - offset);
  let length = 0;
  while (length < wanted) {
    const { bytesRead } = await file.read(bytes, length, wanted - length, offset + length);
    if (bytesRead === 0)
      throw new FileChangedError(
        `Cannot upload the file: it has ${offset + length} bytes and was sealed with ${sizeBytes}`,
      );
    length += bytesRead;
  }
  return length;
}

/** One `Write` stream as the sender sees it. */
class SendStream {
  durableOffset: number;
  readonly #call: ClientDuplexStream<WriteRequest, WriteResponse__Output>;
  readonly #condition = new Condition();
  #ending: { readonly error: Error | undefined } | undefined;

  constructor(
    call: ClientDuplexStream<WriteRequest, WriteResponse__Output>,
    offset: number,
    onDurable: (bytes: number) => void,
  ) {
    this.#call = call;
    this.durableOffset = offset;
    call.on('data', (answer: WriteResponse__Output) => {
      this.durableOffset = Math.max(this.durableOffset, answer.durableOffset);
      onDurable(this.durableOffset);
      this.#condition.notify();
    });
    call.on('error', (error) => this.#end(error));
    call.on('status', () => this.#end(undefined));
  }

  /** Waits until it holds; throws the stream's error, also where the server ended it before us. */
  async until(holds: () => boolean): Promise<void> {
    while (true) {
      if (this.#ending !== undefined)
        throw this.#ending.error ?? new Error('Cannot send: the server ended the stream too early');
      if (holds()) return;
      await this.#condition.changed();
    }
  }

  send(block: Block, message: { uploadId: string; offset: number; data: Buffer }): void {
    block.unsent += 1;
    this.#call.write({ ...message, crc32: crc32(message.data) }, () => {
      block.unsent -= 1;
      this.#condition.notify();
    });
  }

  /** Tells the server that this was all and waits for its good end. */
  async end(): Promise<void> {
    this.#call.end();
    while (this.#ending === undefined) await this.#condition.changed();
    if (this.#ending.error !== undefined) throw this.#ending.error;
  }

  #end(error: Error | undefined): void {
    this.#ending ??= { error };
    this.#condition.notify();
  }
}
