import { rm } from 'node:fs/promises';
import type { PartFile, PartPaths } from './part-file.ts';
import type { PartDone, PartOrder } from './part-thread-messages.ts';
import type { ReceivedBytes } from './part-writer.ts';

/** Bytes on their way to the thread and not yet answered for, of each part, before `take` holds its caller back. */
const maxPendingBytes = 2 * 1024 * 1024;

/** Far less than what comes from a pool leaves of it: that is at most half of it. */
const maxFieldBytes = 512;

/** Has the part's thread carry out an order. Throws what the disk said, or that the thread ended. */
export type AskThread = (order: PartOrder) => Promise<PartDone>;

/** A part file as the network's loop sees it: what is told of it comes a moment after it is so. */
export class ThreadPart implements ReceivedBytes {
  readonly paths: PartPaths;
  receivedOffset: number;
  durableOffset: number;
  onDurable: (offset: number) => void = () => undefined;
  failure: PartFile['failure'];
  readonly #ask: AskThread;
  readonly #onClosed: () => void;
  #pending: Uint8Array<ArrayBuffer>[] = [];
  #pendingBytes = 0;
  #taking: Promise<unknown> | undefined;

  constructor(paths: PartPaths, offset: number, ask: AskThread, onClosed: () => void) {
    this.paths = paths;
    this.receivedOffset = offset;
    this.durableOffset = offset;
    this.#ask = ask;
    this.#onClosed = onClosed;
  }

  /** Takes the next bytes, which change hands; resolves when there is room for more. Throws what the disk said. */
  async take(bytes: Buffer): Promise<void> {
    this.#throwFailure();
    this.receivedOffset += bytes.length;
    this.#pendingBytes += bytes.length;
    this.#pending.push(toOwnMemory(bytes));
    this.#taking ??= this.#handOver();
    while (this.#pendingBytes > maxPendingBytes) {
      await this.#taking;
      this.#throwFailure();
    }
  }

  /** Everything taken is durable when it resolves. */
  async sync(): Promise<void> {
    await this.#taking;
    this.#throwFailure();
    await this.#ask({ kind: 'sync' });
  }

  /** Of all bytes taken, lower-case hex. */
  async sha256(): Promise<string> {
    await this.#taking;
    this.#throwFailure();
    const { sha256 = '' } = await this.#ask({ kind: 'digest' });
    return sha256;
  }

  /** Waits for what is under way and lets go of the files. */
  async close(): Promise<void> {
    await this.#taking;
    this.noteFailure({ error: new Error('Cannot write part: it is closed'), isLost: false });
    await this.#ask({ kind: 'close' });
    this.#onClosed();
  }

  /** Closes and removes it. */
  async discard(): Promise<void> {
    await this.close();
    await rm(this.paths.offset, { force: true });
    await rm(this.paths.bytes, { force: true });
  }

  noteDurable(offset: number): void {
    this.durableOffset = offset;
    this.onDurable(offset);
  }

  noteFailure(failure: NonNullable<PartFile['failure']>): void {
    this.failure ??= failure;
  }

  /** What came while the last bytes were handed over is handed over together. */
  async #handOver(): Promise<void> {
    try {
      while (this.#pending.length > 0 && this.failure === undefined) {
        const chunks = this.#pending;
        const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
        this.#pending = [];
        await this.#ask({ kind: 'take', chunks });
        this.#pendingBytes -= bytes;
      }
    } catch (error) {
      this.noteFailure({ error, isLost: false });
    } finally {
      this.#taking = undefined;
    }
  }

  #throwFailure(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }
}

/** The bytes in memory that is theirs alone, save for a message's few other fields: a pool cannot change hands. */
function toOwnMemory(bytes: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength - byteLength <= maxFieldBytes)
    return new Uint8Array(buffer, byteOffset, byteLength);
  return new Uint8Array(bytes);
}
