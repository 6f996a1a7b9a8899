import { lstat, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { hasCode } from '../../shared/runtime/has-code.ts';
import type { ToolRequest } from './tool-request.ts';

type OutputRequest = Pick<ToolRequest, 'directory' | 'outputFiles' | 'measureSegments' | 'drafts'>;

/** Bytes that the run has written, its segments among them. */
export async function measureRun(request: Omit<OutputRequest, 'drafts'>): Promise<number> {
  const bytes = await measureOutput(request.directory, request.outputFiles);
  return bytes + ((await request.measureSegments?.()) ?? 0);
}

/** Sizes of the files, and of all files in the directories, together; what does not exist counts as 0. */
export async function measureOutput(directory: string, paths: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) bytes += await measureOne(resolve(directory, path));
  return bytes;
}

/** What the run's files count against its cap: its outputs, and its drafts by their weight. */
export async function weighOutput(request: OutputRequest): Promise<number> {
  let bytes = await measureRun(request);
  for (const { path, weight } of request.drafts ?? [])
    bytes += weight * (await measureOne(resolve(request.directory, path)));
  return bytes;
}

async function measureOne(path: string): Promise<number> {
  try {
    const facts = await lstat(path);
    if (facts.isFile()) return facts.size;
    if (!facts.isDirectory()) return 0;
    let bytes = 0;
    for (const name of await readdir(path)) bytes += await measureOne(resolve(path, name));
    return bytes;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}
