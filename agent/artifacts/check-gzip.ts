import type { FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { readChunks } from './read-chunks.ts';

/**
 * Whether the stream decompresses to its end with the right checksum (RFC 1952), in the thread pool and piece by
 * piece; `take` sees each piece. Undefined: complete.
 */
export async function checkGzip(
  file: FileHandle,
  take: (piece: Buffer) => void = () => undefined,
): Promise<string | undefined> {
  const taking = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      take(piece);
      done();
    },
  });
  try {
    await pipeline(readChunks(file), createGunzip(), taking);
    return undefined;
  } catch (error) {
    return `is no whole gzip stream: ${error instanceof Error ? error.message : String(error)}`;
  }
}
