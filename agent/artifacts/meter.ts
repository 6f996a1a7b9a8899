import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** What is read and hashed at once: the loop waits for a quarter of a millisecond, 1 ms on a CPU without SHA instructions. */
export const chunkBytes: number = 256 * 1024;

export interface Measured {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Takes the size and the digest of what goes by. */
export class Meter {
  sizeBytes = 0;
  readonly #hash = createHash('sha256');

  add(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.sizeBytes += chunk.length;
  }

  read(): Measured {
    return { sizeBytes: this.sizeBytes, sha256: this.#hash.digest('hex') };
  }
}

/**
 * The file from its start, and what of it has gone by in the meter. Not a stream of the file's own: a pipeline that
 * fails destroys those, and the file with them.
 */
export async function* readMetered(file: FileHandle, meter: Meter): AsyncGenerator<Buffer> {
  while (true) {
    const bytes = Buffer.allocUnsafeSlow(chunkBytes);
    const { bytesRead } = await file.read(bytes, 0, chunkBytes, meter.sizeBytes);
    if (bytesRead === 0) return;
    const chunk = bytes.subarray(0, bytesRead);
    meter.add(chunk);
    yield chunk;
  }
}
