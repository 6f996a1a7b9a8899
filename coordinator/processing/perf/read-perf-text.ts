import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import type { PerfScriptParser } from './parse-perf-script.ts';

const chunkBytes = 262_144;

/** Media types of perf script's text, plain and compressed. */
export function isPerfText(mediaType: string): boolean {
  return mediaType === 'text/vnd.perf-script' || mediaType === 'text/vnd.perf-script+zstd';
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
  const parse = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) parser.push(chunk);
  };
  const file = createReadStream(path, { highWaterMark: chunkBytes });
  if (!mediaType.endsWith('+zstd')) {
    await pipeline(file, parse);
    return true;
  }
  try {
    await pipeline(file, createZstdDecompress({ chunkSize: chunkBytes }), parse);
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
