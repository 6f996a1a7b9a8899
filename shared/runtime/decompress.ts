import type { Transform } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import type { Encoding } from '../domain/artifact.ts';

const chunkBytes = 262_144;
/** A frame that wants to look further back is refused: agents' frames look back 512 KiB, and memory is this. */
const maxWindowLog = 23;

/**
 * Decompresses in the thread pool, with memory for 8 MiB at most, whoever made the bytes. It errs at bytes that are
 * broken or break off. How much comes out is for the caller to bound.
 */
export function makeDecompress(encoding: Encoding): Transform {
  if (encoding === 'gzip') return createGunzip({ chunkSize: chunkBytes });
  return createZstdDecompress({
    params: { [constants.ZSTD_d_windowLogMax]: maxWindowLog },
    chunkSize: chunkBytes,
  });
}
