import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The compiled toy tool in a directory of its own; dispose to remove it. */
export interface ToyTool extends AsyncDisposable {
  readonly path: string;
  readonly directory: string;
}

/** Compiles `toy-tool.c`; `linkerFlags` may break it on purpose. */
export async function compileToyTool(linkerFlags: readonly string[] = []): Promise<ToyTool> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-toy-'));
  const path = join(directory, 'toy');
  execFileSync('/usr/bin/cc', ['-O1', '-o', path, join(import.meta.dirname, 'toy-tool.c'), ...linkerFlags]);
  return {
    path,
    directory,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Pids of the processes that execute this file, wherever they are. */
export async function findProcesses(path: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^[0-9]+$/.test(pid)) continue;
    const executed = await readlink(`/proc/${pid}/exe`).catch(() => '');
    if (executed === path) found.push(pid);
  }
  return found;
}
