import type { FileHandle } from 'node:fs/promises';

const chunkBytes = 256 * 1024;

/** The file from its start, a chunk at a time; the event loop has its turn between two. */
export function readChunks(file: FileHandle): AsyncIterable<Buffer> {
  return file.createReadStream({ start: 0, autoClose: false, highWaterMark: chunkBytes });
}
