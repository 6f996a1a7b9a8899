import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Subtree } from './store-layout.ts';
import { orMissing } from './write-all.ts';

/** The keys that have a JSON file in a subtree of a folder; that of the subtree's own key need not be there. */
export async function listKeys({ folder, single }: Subtree, root: string): Promise<readonly string[]> {
  const entries = await orMissing(readdir(folder, { recursive: true, withFileTypes: true }));
  const below = (entries ?? [])
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name));
  return [...(single === undefined ? [] : [single]), ...below].map((path) =>
    path.slice(root.length + 1, -'.json'.length),
  );
}
