import type { FoundUpload } from './find-upload.ts';
import type { PartSlot } from './part-slots.ts';
import { putPiece, removePieces } from './pieces.ts';
import { partBytes, type S3StoreDeps } from './store-deps.ts';

/** How much of an unfinished upload can be read: its pieces as far as they go, and its tail where that is all of it. */
export class ReadableParts {
  /** Becomes less only where the upload begins again. */
  offset: number;
  /** The bucket may have pieces of it. */
  hasPieces: boolean;
  readonly #key: string;
  readonly #deps: S3StoreDeps;
  /** How many of the parts are there as pieces too, from the first on. */
  #pieces: number;

  constructor(key: string, found: FoundUpload, durableOffset: number, deps: S3StoreDeps) {
    const { pieces, object, multipart } = found;
    this.#key = key;
    this.#deps = deps;
    this.#pieces = pieces;
    this.hasPieces = pieces > 0 || object !== undefined;
    this.offset = this.#hasAll(multipart?.parts.length ?? 0) ? durableOffset : pieces * partBytes;
  }

  /** Before a part is stored: as a piece where the upload grows, or has grown, and all parts before it are pieces. */
  async storeBefore(
    part: { readonly number: number; readonly grows: boolean },
    slot: PartSlot,
  ): Promise<void> {
    const { number, grows } = part;
    if (!this.#hasAll(number - 1) || !(grows || this.#pieces > 0)) return;
    this.hasPieces = true;
    await putPiece(this.#key, number, slot, this.#deps);
    this.#pieces = number;
  }

  /** So much is durable in so many parts, and a tail. */
  note(parts: number, durableOffset: number): void {
    if (this.#hasAll(parts)) this.offset = Math.max(this.offset, durableOffset);
  }

  async restart(): Promise<void> {
    if (this.hasPieces) await removePieces(this.#key, this.#deps);
    this.hasPieces = false;
    this.#pieces = 0;
    this.offset = 0;
  }

  #hasAll(parts: number): boolean {
    return this.#pieces >= parts;
  }
}
