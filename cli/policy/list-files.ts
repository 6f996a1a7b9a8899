import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The files that are meant: a file is itself, a folder the YAML and JSON files in it and below, by name, without hidden
 * ones. What is not there is left for the reader to tell.
 */
export async function listFiles(paths: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    paths.map(async (path) => ((await isFolder(path)) ? listFolder(path) : [path])),
  );
  return [...new Set(lists.flat())];
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}

async function listFolder(folder: string): Promise<readonly string[]> {
  const entries = (await readdir(folder, { withFileTypes: true }))
    .filter(({ name }) => !name.startsWith('.'))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const lists = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return listFolder(path);
      return /\.(ya?ml|json)$/.test(entry.name) ? [path] : [];
    }),
  );
  return lists.flat();
}
