import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** A file system of its own at a directory; dispose to unmount it. Needs root. */
export interface MountedSpool extends AsyncDisposable {
  makeReadOnly(): Promise<void>;
  makeWritable(): Promise<void>;
}

/** One of this size in memory. It can be made read-only only while no file of it is open for writing. */
export async function mountTmpfs(directory: string, sizeBytes: number): Promise<MountedSpool> {
  mount('-t', 'tmpfs', '-o', `size=${sizeBytes},mode=0700`, 'toe-test', directory);
  return {
    makeReadOnly: async () => mount('-o', 'remount,ro', directory),
    makeWritable: async () => mount('-o', 'remount,rw', directory),
    [Symbol.asyncDispose]: async () => unmount(directory),
  };
}

/** An ext4 on a loop device that the kernel makes read-only for good at an error, whatever is open. */
export async function mountBreakable(directory: string, sizeBytes: number): Promise<MountedSpool> {
  const folder = await mkdtemp(join(tmpdir(), 'toe-disk-'));
  const image = join(folder, 'image');
  await writeFile(image, '');
  await truncate(image, sizeBytes);
  execFileSync('mkfs.ext4', ['-q', image]);
  mount('-o', 'loop,errors=remount-ro', image, directory);
  const mounts = await readFile('/proc/self/mounts', 'utf8');
  const device =
    mounts
      .split('\n')
      .find((line) => line.split(' ')[1] === directory)
      ?.split(' ')[0] ?? '';
  return {
    makeReadOnly: async () => {
      await writeFile(`/sys/fs/ext4/${basename(device)}/trigger_fs_error`, 'by the test');
    },
    makeWritable: async () => {
      throw new Error('Cannot make it writable: the kernel does not let a file system go on after an error');
    },
    [Symbol.asyncDispose]: async () => {
      unmount(directory);
      await rm(folder, { recursive: true });
    },
  };
}

function mount(...args: readonly string[]): void {
  execFileSync('mount', args);
}

function unmount(directory: string): void {
  execFileSync('umount', [directory]);
}
