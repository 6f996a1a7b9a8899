import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { hasCode } from '../../../shared/runtime/has-code.ts';

/** A file as it stands. Two equal signatures: nobody has written to it in between. */
export interface ScannedFile {
  readonly signature: string;
  readonly sizeBytes: number;
  /** When it was last written or moved, on the wall clock. */
  readonly changedMs: number;
}

export interface ScannedFolder {
  /** By path below the folder. */
  readonly files: ReadonlyMap<string, ScannedFile>;
  /** The folder and those in it, as absolute paths. */
  readonly folders: readonly string[];
}

/**
 * Lists the `.yaml` and `.yml` files of a folder and its sub-folders. Hidden names are left out; links to files are
 * followed, links to folders are not. Rejects where a folder cannot be read, as then nobody knows what is in it.
 */
export async function scanFolder(root: string): Promise<ScannedFolder> {
  const files = new Map<string, ScannedFile>();
  const folders = [root];
  for (const folder of folders) {
    for (const entry of await listFolder(folder, root)) {
      if (entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (/\.ya?ml$/.test(entry.name)) {
        const file = await statFile(path);
        if (file !== undefined) files.set(relative(root, path), file);
      }
    }
  }
  return { files, folders };
}

/** Undefined where there is no regular file. */
export async function statFile(path: string): Promise<ScannedFile | undefined> {
  try {
    const found = await stat(path, { bigint: true });
    if (!found.isFile()) return undefined;
    const { dev, ino, size, mtimeNs, ctimeNs } = found;
    return {
      signature: [dev, ino, size, mtimeNs, ctimeNs].join('.'),
      sizeBytes: Number(size),
      changedMs: Math.max(Number(mtimeNs / 1_000_000n), Number(ctimeNs / 1_000_000n)),
    };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function listFolder(folder: string, root: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT') && folder !== root) return [];
    throw error;
  }
}
