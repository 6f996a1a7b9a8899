import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from './cgroup-files.ts';

export type FoundDisk =
  | { readonly kind: 'disk'; readonly number: string }
  | { readonly kind: 'none'; readonly why: string };

/**
 * The whole disk, as `major:minor`, on which the directory lies: the kernel limits no partition on its own. None for
 * a file system that is not on one disk, such as tmpfs, overlay, btrfs or one from the network; sysfs(5).
 */
export async function findDisk(directory: string, sysBlock = '/sys/dev/block'): Promise<FoundDisk> {
  const { dev } = await stat(directory, { bigint: true });
  const number = toDeviceNumber(dev);
  try {
    const device = await realpath(join(sysBlock, number));
    const isPartition = await stat(join(device, 'partition')).then(
      () => true,
      () => false,
    );
    const disk = isPartition ? dirname(device) : device;
    return { kind: 'disk', number: (await readFile(join(disk, 'dev'), 'utf8')).trim() };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return {
      kind: 'none',
      why: `"${directory}" lies on no disk of its own (device ${number}), as on tmpfs, overlay, btrfs and network file systems`,
    };
  }
}

/** Taken apart as makedev(3) puts it together. */
export function toDeviceNumber(dev: bigint): string {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n);
  const minor = (dev & 0xffn) | ((dev >> 12n) & 0xffffff00n);
  return `${major}:${minor}`;
}
