import { createReadStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isEncoding } from '../../../shared/domain/artifact.ts';
import { makeDecompress } from '../../../shared/runtime/decompress.ts';
import type { PerfScriptParser } from './parse-perf-script.ts';

const chunkBytes = 262_144;

/** Media types of perf script's text, plain and compressed. */
export function isPerfText(mediaType: string): boolean {
  return /^text\/vnd\.perf-script(\+zstd|\+gzip)?$/.test(mediaType);
}

/**
 * Streams a file of perf text into the parser. False when the compressed stream is broken or breaks off: what
 * came before has been parsed. A file that cannot be opened or read throws.
 */
export async function readPerfText(
  path: string,
  mediaType: string,
  parser: PerfScriptParser,
): Promise<boolean> {
  const file = createReadStream(path, { highWaterMark: chunkBytes });
  // Written to and not iterated: a stream that breaks drops what an iterator has not taken yet.
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      parser.push(chunk);
      done();
    },
  });
  const [, encoding = ''] = mediaType.split('+');
  if (!isEncoding(encoding)) {
    await pipeline(file, sink);
    return true;
  }
  try {
    await pipeline(file, makeDecompress(encoding), sink);
    return true;
  } catch (error) {
    if (isBrokenStream(error)) return false;
    throw error;
  }
}

/** Whether zlib says that the bytes are at fault. */
function isBrokenStream(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('ZSTD_error_') || code.startsWith('Z_') || code === 'ERR_ZSTD_INVALID_PARAM';
}
