import { access, mkdir, readdir, readFile, rmdir, statfs, writeFile } from 'node:fs/promises';

/** What is asked of a cgroup file system; replaced in tests by an imitation of the kernel. */
export interface CgroupFiles {
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** Makes the directory; false when it existed. The one above it must exist. */
  makeDirectory(path: string): Promise<boolean>;
  removeDirectory(path: string): Promise<void>;
  /** Names of the directories below; none when it does not exist. */
  listDirectories(path: string): Promise<readonly string[]>;
  /** `f_type` of statfs(2). */
  readMagic(path: string): Promise<number>;
  /** Sends a signal, SIGKILL where none is named; a process that is gone is no error. */
  kill(pid: number, signal?: NodeJS.Signals): void;
}

/** CGROUP_SUPER_MAGIC and CGROUP2_SUPER_MAGIC of linux/magic.h. */
export const cgroupMagic = { 1: 0x27e0eb, 2: 0x63677270 } as const;

export const systemCgroupFiles: CgroupFiles = {
  read: (path) => readFile(path, 'utf8'),
  write: (path, text) => writeFile(path, text, { flag: 'r+' }),
  exists: (path) =>
    access(path).then(
      () => true,
      () => false,
    ),
  makeDirectory: async (path) => {
    try {
      await mkdir(path, { mode: 0o755 });
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    }
  },
  removeDirectory: (path) => rmdir(path),
  listDirectories: async (path) => {
    try {
      const entries = await readdir(path, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  },
  readMagic: async (path) => (await statfs(path)).type,
  kill: (pid, signal = 'SIGKILL') => {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (errorCode(error) !== 'ESRCH') throw error;
    }
  },
};

/** Whether a file of a cgroup cannot be read since the cgroup, or the file in it, is gone. */
function isGone(error: unknown): boolean {
  return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENODEV';
}

/** The text of a file of a cgroup that may be removed meanwhile; empty then. */
export async function readIfThere(files: CgroupFiles, path: string): Promise<string> {
  try {
    return await files.read(path);
  } catch (error) {
    if (isGone(error)) return '';
    throw error;
  }
}

/** Writes to a file of a cgroup; false where it is gone. */
export async function writeIfThere(files: CgroupFiles, path: string, text: string): Promise<boolean> {
  try {
    await files.write(path, text);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** The `code` of a system error; empty for anything else. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return '';
}

/** Pids in the text of a `cgroup.procs`. 0, a process of another pid namespace, is left out: it cannot be named. */
export function parsePids(text: string): readonly number[] {
  return text
    .split('\n')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 0);
}

/** The number after `key` in a file of `key value` lines; 0 where the key is missing. */
export function readFlatKey(text: string, key: string): number {
  for (const line of text.split('\n')) {
    const [name, value] = line.split(' ');
    if (name === key) return Number(value);
  }
  return 0;
}
