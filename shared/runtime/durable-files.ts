import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasCode } from './has-code.ts';

/** What the names of half-written files look like; a crash may leave one, which means nothing. */
export const temporaryName: RegExp = /^\..+\.[0-9a-f-]{36}\.tmp$/;

export interface WriteOptions {
  /** 0600 where it is left out. */
  readonly mode?: number;
  /** Where the half-written file stands meanwhile, on the same file system; beside the target where left out. */
  readonly temporaryIn?: string;
}

/** Replaces a file: readers and a crash see its whole old or its whole new content. Durable when it resolves. */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  await withTemporary(path, content, options, (temporary) => rename(temporary, path));
}

/** Creates a file with its whole content, or leaves the one that is there. Durable when it resolves. */
export async function createFile(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<'created' | 'exists'> {
  let result: 'created' | 'exists' = 'created';
  await withTemporary(path, content, options, async (temporary) => {
    try {
      await link(temporary, path);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      result = 'exists';
    }
  });
  return result;
}

/** Removes a file, durably; one that is not there is no fault. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
  try {
    await syncDirectory(dirname(path));
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** Makes a directory and what is missing above it, for the owner alone, durable up to the first that was there. */
export async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let at = path; at.length >= first.length; at = dirname(at)) await syncDirectory(dirname(at));
}

/** Makes names in a directory durable (fsync(2): a new file's entry needs a sync of its directory). */
export async function syncDirectory(path: string): Promise<void> {
  await using handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  await handle.sync();
}

async function withTemporary(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(path);
  await makeDirectory(folder);
  const temporary =
    options.temporaryIn === undefined
      ? join(folder, `.${basename(path)}.${randomUUID()}.tmp`)
      : join(options.temporaryIn, randomUUID());
  try {
    await writeSynced(temporary, content, options.mode ?? 0o600);
    await place(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncDirectory(folder);
}

async function writeSynced(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  await using file = await open(path, 'wx', mode);
  await file.writeFile(content);
  await file.sync();
}
