import type { Appended, UploadWriter } from './artifact-store.ts';
import { reserveStepBytes, type Space } from './space.ts';

/** The bytes of an unfinished upload, wherever they are kept. */
export interface ReceivedBytes {
  readonly receivedOffset: number;
  readonly durableOffset: number;
  /** Takes the next bytes; resolves when there is room for more. */
  take(bytes: Buffer): Promise<void>;
  /** Everything taken is durable when it resolves. */
  sync(): Promise<void>;
}

/** The one writer of an upload. What it took is durable when it is closed, whoever closes it. */
export class PartWriter implements UploadWriter {
  readonly #key: string;
  readonly #part: ReceivedBytes;
  readonly #space: Space;
  readonly #declaredSizeBytes: number;
  readonly #superseded = new AbortController();
  #closing: Promise<number> | undefined;

  constructor(key: string, part: ReceivedBytes, space: Space, declaredSizeBytes: number) {
    this.#key = key;
    this.#part = part;
    this.#space = space;
    this.#declaredSizeBytes = declaredSizeBytes;
  }

  get durableOffset(): number {
    return this.#part.durableOffset;
  }

  get superseded(): AbortSignal {
    return this.#superseded.signal;
  }

  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  async append(offset: number, bytes: Buffer): Promise<Appended> {
    if (this.#closing !== undefined) return { kind: 'superseded' };
    const { receivedOffset } = this.#part;
    if (offset > receivedOffset) return { kind: 'gap', receivedOffset };
    const fresh = bytes.subarray(Math.min(bytes.length, receivedOffset - offset));
    if (fresh.length === 0) return { kind: 'taken' };
    const isSized = this.#declaredSizeBytes > 0;
    if (isSized && receivedOffset + fresh.length > this.#declaredSizeBytes) return { kind: 'tooLong' };
    if (!isSized && this.#space.remaining(this.#key) < fresh.length) {
      const message = await this.#space.reserve(this.#key, reserveStepBytes);
      if (message !== undefined) return { kind: 'full', message };
      if (this.#closing !== undefined) return { kind: 'superseded' };
    }
    this.#space.consume(this.#key, fresh.length);
    await this.#part.take(fresh);
    return { kind: 'taken' };
  }

  async close(): Promise<number> {
    this.#closing ??= this.#part.sync().then(() => this.#part.durableOffset);
    return await this.#closing;
  }

  /** Closes it for another one; a failure of the store is then the upload's. */
  async supersede(): Promise<void> {
    this.#superseded.abort();
    await this.close().catch(() => undefined);
  }
}
