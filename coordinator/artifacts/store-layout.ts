import { join } from 'node:path';
import { checkKey, checkPrefix } from './check-key.ts';
import type { PartPaths } from './part-file.ts';

/**
 * Where a disk store keeps what: objects and documents under their keys, everything of the store's own in
 * folders that begin with a dot, which no key does.
 */
export interface StoreLayout {
  readonly temporary: string;
  /** Unfinished uploads. */
  readonly uploads: string;
  /** Objects and documents. */
  object(key: string): string;
  sidecar(key: string): string;
  part(key: string): PartPaths & { readonly meta: string };
  /** Folders and files that hold everything at and below a prefix. */
  treesOf(prefix: string): readonly string[];
  sidecarsOf(prefix: string): Subtree;
  /** Where the parts of a prefix have their meta. */
  metasOf(prefix: string): Subtree;
}

/** JSON files of keys: those below a prefix in a folder, and that of the prefix itself. */
export interface Subtree {
  readonly folder: string;
  readonly single: string | undefined;
}

export function makeLayout(root: string): StoreLayout {
  const sidecars = join(root, '.sidecars');
  const uploads = join(root, '.uploads');
  const at = (folder: string, key: string): string => join(folder, ...checkKey(key));
  const sidecar = (key: string): string => `${at(sidecars, key)}.json`;
  const jsonOf = (folder: string, prefix: string): Subtree => {
    const key = checkPrefix(prefix).join('/');
    return { folder: join(folder, key), single: key === '' ? undefined : `${at(folder, key)}.json` };
  };
  const part = (key: string): PartPaths & { readonly meta: string } => ({
    bytes: `${at(uploads, key)}.part`,
    offset: `${at(uploads, key)}.offset`,
    meta: `${at(uploads, key)}.json`,
  });
  return {
    temporary: join(root, '.temporary'),
    uploads,
    object: (key) => at(root, key),
    sidecar,
    part,
    treesOf: (prefix) => {
      const key = checkKey(checkPrefix(prefix).join('/')).join('/');
      return [sidecar(key), at(sidecars, key), ...Object.values(part(key)), at(uploads, key), at(root, key)];
    },
    sidecarsOf: (prefix) => jsonOf(sidecars, prefix),
    metasOf: (prefix) => jsonOf(uploads, prefix),
  };
}
