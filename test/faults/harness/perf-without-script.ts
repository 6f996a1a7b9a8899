import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const source = `
#include <string.h>
#include <unistd.h>
int main(int count, char **args) {
  if (count > 1 && strcmp(args[1], "script") == 0) return 1;
  execv("/usr/bin/perf", args);
  return 127;
}
`;

/**
 * An executable that is perf for everything but `script`, which fails at once: unwinding the stacks of a large
 * profile takes longer than a test may. Dispose to remove it.
 */
export async function makePerfWithoutScript(): Promise<AsyncDisposable & { readonly path: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-perf-'));
  const path = join(directory, 'perf');
  await writeFile(`${path}.c`, source);
  execFileSync('cc', ['-O1', '-o', path, `${path}.c`]);
  return { path, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}
