import { statfs } from 'node:fs/promises';

/** Bytes that can still be written below a directory. */
export async function readFreeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

const minimumFloorBytes = 512 * 1024 * 1024;

/** The default floor of free space: 5 % of the disk or 512 MiB, whichever is more. */
export async function readDefaultFloor(directory: string): Promise<number> {
  const { blocks, bsize } = await statfs(directory);
  return Math.max(minimumFloorBytes, Math.floor(blocks * bsize * 0.05));
}
