import type { FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** Whether the stream decompresses to its end with the right checksum (RFC 1952). Undefined: complete. */
export async function checkGzip(file: FileHandle): Promise<string | undefined> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    await pipeline(file.createReadStream({ start: 0, autoClose: false }), createGunzip(), nowhere);
    return undefined;
  } catch (error) {
    return `is no whole gzip stream: ${error instanceof Error ? error.message : String(error)}`;
  }
}
