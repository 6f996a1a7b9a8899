import { fileNamePattern } from './artifact.ts';

/** The document beside the files of a capture that says what they are. */
export const manifestFileName = 'manifest.json';

/** A file of a capture, by what its place depends on. */
export interface BundleFile {
  /** Empty: made by a processor from the whole run. */
  readonly node: string;
  readonly attempt: number;
  readonly fileName: string;
}

const nodePattern = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/**
 * Where a file stands in the folder or archive of its capture: `<node>/<file>`, or `<file>`. Undefined where a name is
 * no safe one: nothing that was said over a network is trusted as a path.
 */
export function toBundlePath({ node, fileName }: BundleFile): string | undefined {
  if (!fileNamePattern.test(fileName)) return undefined;
  if (node === '') return fileName === manifestFileName ? undefined : fileName;
  return nodePattern.test(node) && !node.includes('..') ? `${node}/${fileName}` : undefined;
}

/** Files by their places; of two with one place the one of the latest attempt, whatever has none left out. */
export function layOutBundle<File extends BundleFile>(files: readonly File[]): ReadonlyMap<string, File> {
  const byPath = new Map<string, File>();
  for (const file of files.toSorted((a, b) => a.attempt - b.attempt)) {
    const path = toBundlePath(file);
    if (path !== undefined) byPath.set(path, file);
  }
  return byPath;
}
