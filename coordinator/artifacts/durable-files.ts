import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Makes names in a directory durable (fsync(2): a new file's entry needs a sync of its directory). */
export async function syncDirectory(path: string): Promise<void> {
  await using handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  await handle.sync();
}

/** Makes a directory and what is missing above it, for the owner alone, durable up to the first that was there. */
export async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let at = path; at.length >= first.length; at = dirname(at)) await syncDirectory(dirname(at));
}

/** Replaces a small file: afterwards its whole old or its whole new content stands there, whatever happens. */
export async function replaceFile(path: string, bytes: Uint8Array, temporary: string): Promise<void> {
  const written = await writeTemporary(bytes, temporary);
  await makeDirectory(dirname(path));
  await rename(written, path);
  await syncDirectory(dirname(path));
}

/** Creates a small file with its whole content, or leaves the one that is there. */
export async function createFile(
  path: string,
  bytes: Uint8Array,
  temporary: string,
): Promise<'created' | 'exists'> {
  const written = await writeTemporary(bytes, temporary);
  await makeDirectory(dirname(path));
  try {
    await link(written, path);
    await syncDirectory(dirname(path));
    return 'created';
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return 'exists';
    throw error;
  } finally {
    await rm(written, { force: true });
  }
}

/** Writes all buffers at `position`; `write` may return short without an error. */
export async function writeAll(
  handle: FileHandle,
  buffers: readonly Buffer[],
  position: number,
): Promise<void> {
  let rest = buffers.filter((buffer) => buffer.length > 0);
  let at = position;
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest, at);
    at += bytesWritten;
    rest = dropBytes(rest, bytesWritten);
  }
}

/** Whether an error is the system's of that code, such as `ENOENT`. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
  );
}

/** The promise's value, or undefined where the file is not there. */
export async function orMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
    throw error;
  }
}

async function writeTemporary(bytes: Uint8Array, temporary: string): Promise<string> {
  const path = join(temporary, randomUUID());
  await using handle = await open(path, 'wx', 0o600);
  await handle.writeFile(bytes);
  await handle.sync();
  return path;
}

function dropBytes(buffers: readonly Buffer[], count: number): Buffer[] {
  let left = count;
  return buffers.flatMap((buffer) => {
    const dropped = Math.min(left, buffer.length);
    left -= dropped;
    return dropped === buffer.length ? [] : [buffer.subarray(dropped)];
  });
}
