import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** A start of perf inside the directory of a command. */
export interface CountedStart {
  readonly commandId: string;
  /** `record`, `script`. */
  readonly subcommand: string;
}

const source = `
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static int note(const char *subcommand) {
  char directory[4096], line[4600];
  int log = open(LOG, O_WRONLY | O_APPEND);
  if (log < 0 || getcwd(directory, sizeof directory) == NULL) return -1;
  int length = snprintf(line, sizeof line, "%s %s\\n", subcommand, directory);
  return write(log, line, length) == length ? close(log) : -1;
}
int main(int count, char **args) {
  const char *subcommand = count > 1 ? args[1] : "";
  int isScript = strcmp(subcommand, "script") == 0;
  if ((isScript || strcmp(subcommand, "record") == 0) && note(subcommand) < 0) return 126;
  if (isScript && SHORT) {
    for (int sample = 0; sample < 100; sample++)
      printf("node 100/100 [000] %d.000001: 1 cpu-clock:\\n\\t ffff main (/usr/bin/node)\\n\\n", sample);
    return 0;
  }
  execv("/usr/bin/perf", args);
  return 127;
}
`;

/** An executable that is perf and writes down every start of it. */
export interface CountedPerf extends AsyncDisposable {
  readonly path: string;
  readStarts(): Promise<readonly CountedStart[]>;
}

/** @param script `short`: it says a few samples at once, since to name those of a busy machine takes perf long. */
export async function makeCountedPerf(script: 'real' | 'short'): Promise<CountedPerf> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-perf-'));
  const [path, log] = [join(directory, 'perf'), join(directory, 'starts')];
  await writeFile(log, '');
  await writeFile(`${path}.c`, source);
  const defines = [`-DLOG="${log}"`, `-DSHORT=${script === 'short' ? 1 : 0}`];
  execFileSync('cc', ['-O1', ...defines, '-o', path, `${path}.c`]);
  return {
    path,
    readStarts: async () => {
      const lines = (await readFile(log, 'utf8')).split('\n').slice(0, -1);
      return lines.flatMap((line) => {
        const [subcommand = '', cwd = ''] = line.split(' ');
        return basename(cwd) === 'run' ? [{ subcommand, commandId: basename(dirname(cwd)) }] : [];
      });
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
