import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** `hangs`: never finishes; `silent`: never says that it collects; `starved`: what it starts at its end runs out of memory. */
export type AperfMood = 'hangs' | 'silent' | 'starved';

/** An executable that treats signals, files and processes as aperf does; dispose to remove it. */
export interface StandInAperf extends AsyncDisposable {
  readonly path: string;
}

/** Compiles `stand-in-aperf.c` into a directory of its own. */
export async function compileStandInAperf(moods: readonly AperfMood[] = []): Promise<StandInAperf> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-aperf-'));
  const path = join(directory, 'aperf');
  const folder = join(directory, 'moods');
  await mkdir(folder);
  for (const mood of moods) await writeFile(join(folder, mood), '');
  const program = join(import.meta.dirname, 'stand-in-aperf.c');
  execFileSync('/usr/bin/cc', ['-O1', '-Wall', '-Werror', `-DMOODS="${folder}"`, '-o', path, program]);
  return { path, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}

/** The real one, of `$APERF` or on the PATH; undefined where this machine has none. */
export async function findRealAperf(): Promise<string | undefined> {
  const { APERF, PATH = '' } = process.env;
  const places = APERF === undefined ? PATH.split(delimiter).map((folder) => join(folder, 'aperf')) : [APERF];
  for (const place of places) {
    if (await isExecutable(place)) return await realpath(place);
  }
  if (APERF !== undefined) throw new Error(`Cannot use $APERF: "${APERF}" is no executable file`);
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Pids of the processes that work in this directory or one that was there. */
export async function findWorkingIn(directory: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^[0-9]+$/.test(pid)) continue;
    const place = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    if (place === directory || place.startsWith(`${directory} `)) found.push(pid);
  }
  return found;
}
