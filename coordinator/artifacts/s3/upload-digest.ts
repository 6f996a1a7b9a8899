import { createHash, type Hash } from 'node:crypto';

/** The SHA-256 of an upload, taken as it comes; not known where another process received some of it. */
export class UploadDigest {
  /** Of all received, and of all parts: where it goes on after a failure. */
  #received: Hash | undefined;
  #parts: Hash | undefined;

  /** What was received before: in parts, which are not read again, and in a tail, which is. */
  constructor(found: { readonly hasParts: boolean; readonly hasTail: boolean }) {
    if (found.hasParts) return;
    this.#parts = createHash('sha256');
    if (!found.hasTail) this.#received = createHash('sha256');
  }

  update(bytes: Buffer): void {
    this.#received?.update(bytes);
  }

  /** All that was received, where that is no more than a tail. */
  takeTail(bytes: Buffer): void {
    if (this.#parts !== undefined) this.#received ??= this.#parts.copy().update(bytes);
  }

  /** Everything received is in parts. */
  notePart(): void {
    this.#parts = this.#received?.copy();
  }

  /** What no part has is forgotten. */
  fallBack(): void {
    this.#received = this.#parts?.copy();
  }

  /** Hex. */
  read(): string | undefined {
    return this.#received?.copy().digest('hex');
  }
}
