import type { FileHandle } from 'node:fs/promises';

const windowBytes = 256 * 1024;

/** Reads small pieces of a file through one window, so that walking a format costs few system calls. */
export class WindowReader {
  readonly sizeBytes: number;
  readonly #file: FileHandle;
  readonly #window = Buffer.allocUnsafe(windowBytes);
  #start = 0;
  #length = 0;

  constructor(file: FileHandle, sizeBytes: number) {
    this.#file = file;
    this.sizeBytes = sizeBytes;
  }

  /** A view that is good until the next read (at most 64 KiB); undefined where the file ends before. */
  async read(offset: number, length: number): Promise<Buffer | undefined> {
    if (offset + length > this.sizeBytes) return undefined;
    if (offset < this.#start || offset + length > this.#start + this.#length) await this.#move(offset);
    const at = offset - this.#start;
    return at + length <= this.#length ? this.#window.subarray(at, at + length) : undefined;
  }

  async #move(offset: number): Promise<void> {
    this.#start = offset;
    this.#length = 0;
    while (this.#length < windowBytes) {
      const { bytesRead } = await this.#file.read(
        this.#window,
        this.#length,
        windowBytes - this.#length,
        offset + this.#length,
      );
      if (bytesRead === 0) return;
      this.#length += bytesRead;
    }
  }
}
