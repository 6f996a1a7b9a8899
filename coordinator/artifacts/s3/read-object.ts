import { createHash, randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ObjectMissingError } from '../artifact-store.ts';
import type { Space } from '../space.ts';
import { StoreFailure } from '../store-failure.ts';
import { writeAll } from '../write-all.ts';
import { readFinished } from './finished-objects.ts';
import { readBytes } from './read-bytes.ts';
import type { S3StoreDeps } from './store-deps.ts';

/** At most `limit` bytes from `offset` (0: to the end). Throws an ObjectMissingError. */
export async function* readObject(
  key: string,
  offset: number,
  limit: number,
  deps: S3StoreDeps,
): AsyncGenerator<Buffer> {
  if (!Number.isSafeInteger(offset) || offset < 0 || limit < 0)
    throw new RangeError(
      `Cannot read object "${key}" from ${offset}, ${limit} bytes: both must be 0 or above`,
    );
  const finished = await readFinished(key, deps);
  if (finished === undefined) throw new ObjectMissingError(key);
  const { sizeBytes } = finished.receipt;
  const end = limit === 0 ? sizeBytes : Math.min(sizeBytes, offset + limit);
  const range = { offset, end, etag: finished.etag };
  const ending = yield* readBytes(deps.bucket, deps.layout.object(key), range);
  if (ending === 'gone') throw new ObjectMissingError(key);
}

export interface LocalCopies {
  /** Where copies are made; exists. */
  readonly directory: string;
  /** Of its disk. */
  readonly space: Space;
}

/** A copy of an object in the work directory until it is disposed of, with the digest of its receipt. */
export async function copyToFile(
  key: string,
  copies: LocalCopies,
  deps: S3StoreDeps,
): Promise<{ readonly path: string } & AsyncDisposable> {
  const finished = await readFinished(key, deps);
  if (finished === undefined) throw new ObjectMissingError(key);
  const { sizeBytes, sha256 } = finished.receipt;
  const reservation = `${key}#${randomUUID()}`;
  const message = await copies.space.reserve(reservation, sizeBytes);
  if (message !== undefined)
    throw new StoreFailure('full', `copy "${key}"`, `the disk of the work directory has no room: ${message}`);
  const path = join(copies.directory, `object-${randomUUID()}`);
  try {
    const digest = await download(key, path, { offset: 0, end: sizeBytes, etag: finished.etag }, deps);
    if (digest !== sha256)
      throw new Error(`Cannot copy "${key}": its digest is "${digest}" and its receipt has "${sha256}"`);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    // What is written is not free any more.
    copies.space.release(reservation);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { force: true }) };
}

async function download(
  key: string,
  path: string,
  range: { readonly offset: number; readonly end: number; readonly etag: string },
  { bucket, layout }: S3StoreDeps,
): Promise<string> {
  const hash = createHash('sha256');
  await using file = await open(path, 'wx', 0o600);
  let position = 0;
  const reading = readBytes(bucket, layout.object(key), range);
  for (let next = await reading.next(); next.done !== true; next = await reading.next()) {
    hash.update(next.value);
    await writeAll(file, [next.value], position);
    position += next.value.length;
  }
  if (position < range.end) throw new ObjectMissingError(key);
  return hash.digest('hex');
}
