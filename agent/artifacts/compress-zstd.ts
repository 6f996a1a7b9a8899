import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';

/** What went into a compressed file. */
export interface RawContent {
  readonly rawBytes: number;
  readonly rawSha256: string;
}

/**
 * Makes a zstd file of what is written to `input` (level 3, with checksum, in the thread pool, with
 * back-pressure). `done` resolves when the file is closed after `input.end()`; it rejects, and an unfinished frame
 * stays, when `input` is destroyed or the disk fails. The file must not exist before.
 */
export function compressToFile(path: string): {
  readonly input: Writable;
  readonly done: Promise<RawContent>;
} {
  const hash = createHash('sha256');
  let rawBytes = 0;
  const input = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      rawBytes += chunk.length;
      done(null, chunk);
    },
  });
  const compress = createZstdCompress({
    params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  const done = pipeline(input, compress, createWriteStream(path, { flags: 'wx', mode: 0o600 })).then(() => ({
    rawBytes,
    rawSha256: hash.digest('hex'),
  }));
  return { input, done };
}
