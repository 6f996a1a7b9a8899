import { createHash, type Hash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { DurableOffset } from './durable-offset.ts';
import type { ReceivedBytes } from './part-writer.ts';
import { writeAll } from './write-all.ts';

/** Bytes that may wait for the disk before `take` holds its caller back. */
const maxPendingBytes = 2 * 1024 * 1024;
const maxWriteBytes = 1024 * 1024;
/**
 * A sync starts at so many new bytes or so long after the first of them, one at a time, beside the writing: on a slow
 * disk they are fewer and larger. Small, because the sender has 8 MiB under way at most and waits for what is durable.
 */
const syncBytes = 1024 * 1024;
const syncAfterMs = 1_000;

/** Where a part stands: the bytes, and how many of them are durable. */
export interface PartPaths {
  readonly bytes: string;
  readonly offset: string;
}

/**
 * The bytes of an unfinished upload. They are hashed as they come, written behind, synced beside the writing.
 * After a failed write the part is to be opened again; after a failed sync it is to be removed, because the kernel
 * may have dropped pages that it reports as clean afterwards (fsync(2), EIO).
 */
export class PartFile implements ReceivedBytes {
  readonly paths: PartPaths;
  receivedOffset: number;
  durableOffset: number;
  onDurable: (offset: number) => void = () => undefined;
  failure: { readonly error: unknown; readonly isLost: boolean } | undefined;
  readonly #handle: FileHandle;
  readonly #record: DurableOffset;
  readonly #hash: Hash;
  #writtenOffset: number;
  #pending: Buffer[] = [];
  #writing: Promise<void> | undefined;
  #syncing: Promise<void> | undefined;
  #syncTimer: NodeJS.Timeout | undefined;

  private constructor(paths: PartPaths, handle: FileHandle, record: DurableOffset, hash: Hash, at: number) {
    this.paths = paths;
    this.#handle = handle;
    this.#record = record;
    this.#hash = hash;
    this.receivedOffset = at;
    this.durableOffset = at;
    this.#writtenOffset = at;
  }

  /** Opens or creates a part: cut to the smaller of durable offset and size, the hash taken again. */
  static async open(paths: PartPaths): Promise<PartFile> {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;
    await using undo = new AsyncDisposableStack();
    const handle = await open(paths.bytes, flags, 0o600);
    undo.defer(() => handle.close());
    const { record, offset } = await DurableOffset.open(paths.offset);
    undo.defer(() => record.close());
    const { size } = await handle.stat();
    const start = Math.min(offset, size);
    if (size > start) await handle.truncate(start);
    if (offset > start) await record.reset(start);
    const hash = createHash('sha256');
    if (start > 0)
      for await (const chunk of createReadStream(paths.bytes, { end: start - 1 })) hash.update(chunk);
    undo.move();
    return new PartFile(paths, handle, record, hash, start);
  }

  /** Takes the next bytes; resolves when there is room for more. Throws what the disk said. */
  async take(bytes: Buffer): Promise<void> {
    this.#throwFailure();
    this.#hash.update(bytes);
    this.receivedOffset += bytes.length;
    this.#pending.push(bytes);
    this.#writing ??= this.#writePending();
    while (this.receivedOffset - this.#writtenOffset > maxPendingBytes) {
      await this.#writing;
      this.#throwFailure();
    }
  }

  /** Everything taken is durable when it resolves. */
  async sync(): Promise<void> {
    while (this.#writing !== undefined || this.durableOffset < this.#writtenOffset) {
      await this.#writing;
      this.#throwFailure();
      await this.#startSync();
      this.#throwFailure();
    }
    this.#throwFailure();
  }

  /** Of all bytes taken, lower-case hex. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Waits for what is under way and lets go of the files. */
  async close(): Promise<void> {
    this.failure ??= { error: new Error('Cannot write part: it is closed'), isLost: false };
    clearTimeout(this.#syncTimer);
    await this.#writing;
    await this.#syncing;
    await this.#handle.close();
    await this.#record.close();
  }

  async #writePending(): Promise<void> {
    try {
      while (this.#pending.length > 0 && this.failure === undefined) {
        const batch = this.#takeBatch();
        await writeAll(this.#handle, batch, this.#writtenOffset);
        this.#writtenOffset += batch.reduce((sum, buffer) => sum + buffer.length, 0);
        this.#planSync();
      }
    } catch (error) {
      this.failure ??= { error, isLost: false };
    } finally {
      this.#writing = undefined;
    }
  }

  #takeBatch(): Buffer[] {
    let size = 0;
    const next = this.#pending.findIndex((buffer) => {
      size += buffer.length;
      return size > maxWriteBytes;
    });
    return this.#pending.splice(0, next === -1 ? this.#pending.length : Math.max(next, 1));
  }

  #planSync(): void {
    if (this.failure !== undefined || this.#writtenOffset === this.durableOffset) return;
    if (this.#writtenOffset - this.durableOffset >= syncBytes) void this.#startSync();
    else this.#syncTimer ??= setTimeout(() => void this.#startSync(), syncAfterMs);
  }

  async #startSync(): Promise<void> {
    clearTimeout(this.#syncTimer);
    this.#syncTimer = undefined;
    if (this.#syncing === undefined && this.#writtenOffset === this.durableOffset) return;
    this.#syncing ??= this.#syncWritten();
    await this.#syncing;
  }

  async #syncWritten(): Promise<void> {
    try {
      const target = this.#writtenOffset;
      await this.#handle.datasync();
      await this.#record.write(target);
      this.durableOffset = target;
      this.onDurable(target);
    } catch (error) {
      this.failure = { error, isLost: true };
    } finally {
      this.#syncing = undefined;
      this.#planSync();
    }
  }

  #throwFailure(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }
}
