import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
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
  execFileSync('cc', ['-O1', '-o', path, join(import.meta.dirname, 'toy-tool.c'), ...linkerFlags]);
  return {
    path,
    directory,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
