import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An executable that is taken for perf and whose recording is a whole perf.data of so many bytes. */
export async function makeBigPerf(bytes: number): Promise<AsyncDisposable & { readonly path: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-big-'));
  const path = join(directory, 'perf');
  const source = join(import.meta.dirname, 'big-perf.c');
  execFileSync('cc', ['-O2', `-DBYTES=${bytes}ull`, '-o', path, source]);
  return { path, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}
