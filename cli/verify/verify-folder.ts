import { lstat, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { manifestFileName } from '../../shared/domain/bundle-path.ts';
import { hasCode } from '../../shared/runtime/has-code.ts';
import { digestFile } from '../downloads/digest-file.ts';
import type { ExpectedFile } from './expected-files.ts';
import { type FileVerdict, judgeBytes } from './verdict.ts';

/** Compares the files of a folder with the manifest in it, one after the other; needs no server. */
export async function* verifyFolder(
  directory: string,
  files: readonly ExpectedFile[],
): AsyncGenerator<FileVerdict> {
  for (const file of files) yield await verifyFile(directory, file);
}

/** Files of the folder that the manifest does not know, by their paths below it. */
export async function listStrangers(
  directory: string,
  files: readonly ExpectedFile[],
): Promise<readonly string[]> {
  const known = new Set([manifestFileName, ...files.flatMap(({ path, raw }) => [path, raw?.path ?? path])]);
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .filter((path) => !known.has(path))
    .toSorted();
}

/** As the tool left it, or as it is stored: a download makes either. */
async function verifyFile(directory: string, file: ExpectedFile): Promise<FileVerdict> {
  if (file.raw === undefined) return await verifyForm(directory, file);
  const raw = await verifyForm(directory, { ...file, ...file.raw });
  if (raw.kind !== 'missing' && raw.kind !== 'notArrived') return raw;
  const stored = await verifyForm(directory, file);
  return stored.kind === 'missing' || stored.kind === 'notArrived' ? raw : stored;
}

async function verifyForm(directory: string, file: ExpectedFile): Promise<FileVerdict> {
  const path = join(directory, file.path);
  try {
    const stat = await lstat(path);
    if (!stat.isFile()) return { kind: 'damaged', file, why: 'it is no regular file' };
    return judgeBytes(file, stat.size, stat.size === file.sizeBytes ? await digestFile(path) : '');
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) {
      const why = error instanceof Error ? error.message : String(error);
      return { kind: 'missing', file, why: `it cannot be read: ${why}` };
    }
    return file.key === ''
      ? { kind: 'notArrived', file }
      : { kind: 'missing', file, why: 'it is not in the folder' };
  }
}
