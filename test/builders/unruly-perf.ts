import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const source = `
#include <stdio.h>
#include <string.h>
#include <unistd.h>
int main(int count, char **args) {
  if (count > 1 && strcmp(args[1], "record") == 0) {
    if (unlink(MOODS "/fails-once") == 0 || access(MOODS "/fails-always", F_OK) == 0) {
      fputs("perf: out of sorts\\n", stderr);
      return 3;
    }
  }
  execv("/usr/bin/perf", args);
  return 127;
}
`;

/** `fails-once`: the next recording exits with 3; `fails-always`: every one does. */
export type Mood = 'well' | 'fails-once' | 'fails-always';

/** An executable that is perf, except that it can be told to fail when it is to record. */
export interface UnrulyPerf extends AsyncDisposable {
  readonly path: string;
  beIn(mood: Mood): Promise<void>;
}

/** Compiles it into a directory of its own; dispose to remove it. */
export async function makeUnrulyPerf(): Promise<UnrulyPerf> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-unruly-'));
  const [path, moods] = [join(directory, 'perf'), join(directory, 'moods')];
  await mkdir(moods);
  await writeFile(`${path}.c`, source);
  execFileSync('/usr/bin/cc', ['-O1', `-DMOODS="${moods}"`, '-o', path, `${path}.c`]);
  return {
    path,
    beIn: async (mood) => {
      await rm(join(moods, 'fails-always'), { force: true });
      await rm(join(moods, 'fails-once'), { force: true });
      if (mood !== 'well') await writeFile(join(moods, mood), '');
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
