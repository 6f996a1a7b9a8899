import { execFileSync } from 'node:child_process';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a mean tool can do; see `mean-tool.c`. */
export type Meanness =
  | 'deaf'
  | 'forks'
  | 'daemon'
  | 'daemon-and-stays'
  | 'stops-its-target'
  | 'shouts'
  | 'symlink'
  | 'hard-link'
  | 'directory'
  | 'fifo'
  | 'fills-the-disk'
  | 'writes-on'
  | 'none';

const versions = {
  perf: 'perf version 6.1.0',
  vmstat: 'vmstat from procps-ng 4.0.2',
  gdb: 'GNU gdb (GDB) 13.1',
} as const;

/** Executables that are called as tools of the catalogue and mean harm. Dispose to remove them. */
export interface MeanTools extends AsyncDisposable {
  readonly directory: string;
  /** Has a file whose bytes are nobody's business. */
  readonly secretPath: string;
  /** The path of an executable of this name that does that. */
  make(tool: keyof typeof versions, what: Meanness): Promise<string>;
  /** How often one was started in the directory of this command. */
  countStarts(commandId: string): Promise<number>;
  /** Processes that execute one of them. */
  findProcesses(): Promise<readonly string[]>;
}

/** @param shoutedBytes How much `shouts` writes to stderr. */
export async function makeMeanTools(shoutedBytes: number): Promise<MeanTools> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-mean-'));
  const secretPath = join(directory, 'secret');
  await writeFile(secretPath, 'nobody may read this\n', { mode: 0o600 });
  const startsPath = join(directory, 'starts');
  await writeFile(startsPath, '');
  const source = join(import.meta.dirname, 'mean-tool.c');
  for (const [tool, version] of Object.entries(versions)) {
    const texts = Object.entries({ VERSION: version, SECRET: secretPath, STARTS: startsPath }).map(
      ([name, text]) => `-D${name}=${JSON.stringify(text)}`,
    );
    const built = join(directory, `${tool}.built`);
    execFileSync('/usr/bin/cc', ['-O1', ...texts, `-DSHOUTED_BYTES=${shoutedBytes}L`, '-o', built, source]);
  }
  return {
    directory,
    secretPath,
    make: async (tool, what) => {
      const path = join(directory, what, tool);
      await mkdir(dirname(path), { recursive: true });
      await copyFile(join(directory, `${tool}.built`), path);
      await chmod(path, 0o755);
      return path;
    },
    countStarts: async (commandId) => {
      const directories = (await readFile(startsPath, 'utf8')).split('\n');
      return directories.filter((each) => each.endsWith(`/${commandId}/run`)).length;
    },
    findProcesses: async () => {
      const pids = (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name));
      const executed = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/exe`).catch(() => '')));
      return executed.filter((path) => path.startsWith(`${directory}/`));
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
