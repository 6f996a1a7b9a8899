import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Encoding } from '../../shared/domain/artifact.ts';
import { makeDecompress } from '../../shared/runtime/decompress.ts';
import { hasCode } from '../../shared/runtime/has-code.ts';
import type { Download } from './plan-downloads.ts';

/**
 * Makes the file of a download from what was sent; it gets its name when its size and SHA-256 are right, and never more
 * is written than that size. What is wrong with the bytes, as a sentence; undefined where nothing is, or where the
 * signal aborted. Throws what the disk says.
 */
export async function decompressFile(
  from: string,
  wanted: Pick<Download, 'path' | 'sizeBytes' | 'sha256'> & { readonly encoding: Encoding },
  signal: AbortSignal,
): Promise<string | undefined> {
  const half = `${wanted.path}.part`;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const meter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      sizeBytes += chunk.length;
      hash.update(chunk);
      if (sizeBytes > wanted.sizeBytes)
        done(new RangeError(`more than its ${wanted.sizeBytes} bytes come out`));
      else done(null, chunk);
    },
  });
  try {
    await pipeline(
      createReadStream(from),
      makeDecompress(wanted.encoding),
      meter,
      createWriteStream(half, { flush: true }),
      { signal },
    );
    const digest = hash.digest('hex');
    if (sizeBytes !== wanted.sizeBytes || digest !== wanted.sha256)
      return `it decompresses to ${sizeBytes} bytes with SHA-256 "${digest}", not to ${wanted.sizeBytes} with "${wanted.sha256}"`;
    await rename(half, wanted.path);
    return undefined;
  } catch (error) {
    if (signal.aborted) return undefined;
    if (hasCode(error, 'ENOSPC', 'EDQUOT', 'EIO', 'EACCES')) throw error;
    return `it cannot be decompressed: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    await rm(half, { force: true });
  }
}
