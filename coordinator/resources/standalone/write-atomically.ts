import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What the names of half-written files look like; a crash may leave one, which means nothing. */
export const temporaryName: RegExp = /^\..+\.[0-9a-f-]{36}\.tmp$/;

/** Replaces a file so that readers, and a crash, see the old text or the new one. Durable when it resolves. */
export async function writeAtomically(path: string, text: string, mode = 0o644): Promise<void> {
  await withTemporary(path, text, mode, (temporary) => rename(temporary, path));
}

/** The same for a file that must not be there yet. */
export async function createAtomically(path: string, text: string): Promise<'created' | 'exists'> {
  let result: 'created' | 'exists' = 'created';
  await withTemporary(path, text, 0o644, async (temporary) => {
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
export async function removeDurably(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncFolder(dirname(path));
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function withTemporary(
  path: string,
  text: string,
  mode: number,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await place(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(folder);
}

async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
