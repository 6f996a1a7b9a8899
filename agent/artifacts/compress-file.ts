import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import type { Encoding } from '../../shared/domain/artifact.ts';
import { makeDirectory, syncDirectory } from '../../shared/runtime/durable-files.ts';
import type { Failpoints } from '../../shared/runtime/failpoint.ts';
import { chunkBytes, type Measured, Meter, readMetered } from './meter.ts';

/** Where a compressed copy goes; nobody but the agent writes in its folder, which is made where it is missing. */
export interface CompressTarget {
  readonly encoding: Encoding;
  readonly path: string;
  /** Whether the disk has room for more; asked before the first byte and every 16 MiB. */
  readonly hasRoom: () => Promise<boolean>;
  /** Told why there is no copy; the file is then sealed as it is. */
  readonly onGivenUp: (why: string) => void;
  readonly failpoints: Failpoints;
}

export type Compression =
  | { readonly kind: 'compressed'; readonly raw: Measured; readonly stored: Measured }
  /** Nothing is left of it: no room, a full disk, or it would not have been smaller. */
  | { readonly kind: 'given up'; readonly why: string };

const roomEveryBytes = 16 * 1024 * 1024;

/** docs/stores.md has the measurements: higher levels cost the node more than they save. */
const level = 1;

/**
 * Reads the file once, from its start: takes its size and digest, and makes a durable compressed copy at the
 * target's path, whose size and digest are taken while it is written. Compressing is done by the thread pool. The copy
 * gets its name when it is whole, so that whoever finds the name finds all of it. What goes wrong is given up on, and
 * the file itself is never touched.
 */
export async function compressFile(file: FileHandle, target: CompressTarget): Promise<Compression> {
  const part = `${target.path}.part`;
  try {
    if (!(await target.hasRoom())) throw new Error('the disk has no room for a copy');
    await makeDirectory(dirname(target.path));
    await rm(part, { force: true });
    await using copy = await open(part, 'wx', 0o400);
    const raw = new Meter();
    const stored = new Meter();
    await pipeline(
      readMetered(file, raw),
      makeCompress(target.encoding),
      async (source: AsyncIterable<Buffer>) => await writeCopy(source, copy, stored, target),
    );
    const [rawForm, storedForm] = [raw.read(), stored.read()];
    if (storedForm.sizeBytes >= rawForm.sizeBytes) throw new Error('it is not smaller than the file');
    await copy.sync();
    await target.failpoints.reach('compress.before-rename');
    await rename(part, target.path);
    await syncDirectory(dirname(target.path));
    return { kind: 'compressed', raw: rawForm, stored: storedForm };
  } catch (error) {
    for (const path of [part, target.path]) await rm(path, { force: true });
    return { kind: 'given up', why: error instanceof Error ? error.message : String(error) };
  }
}

function makeCompress(encoding: Encoding): Transform {
  if (encoding === 'gzip') return createGzip({ level, chunkSize: chunkBytes });
  return createZstdCompress({
    params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 },
    chunkSize: chunkBytes,
  });
}

/** Writes all that comes; errs where there is no room for more. */
async function writeCopy(
  source: AsyncIterable<Buffer>,
  copy: FileHandle,
  meter: Meter,
  { hasRoom }: CompressTarget,
): Promise<void> {
  let askAtBytes = roomEveryBytes;
  for await (const chunk of source) {
    if (meter.sizeBytes >= askAtBytes) {
      askAtBytes += roomEveryBytes;
      if (!(await hasRoom())) throw new Error('the disk has no room for the rest of a copy');
    }
    for (let at = 0; at < chunk.length; ) at += (await copy.write(chunk, at)).bytesWritten;
    meter.add(chunk);
  }
}
