import { statfs } from 'node:fs/promises';

/** Bytes that can still be written below a directory. */
export async function readFreeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

const mib = 1024 * 1024;

/** On a node of Kubernetes well above where the kubelet begins to evict pods: 10 to 15 % by default. */
const floors = {
  machine: { share: 0.05, minimumBytes: 512 * mib },
  kubernetes: { share: 0.2, minimumBytes: 5 * 1024 * mib },
} as const;

export type FloorKind = keyof typeof floors;

/** The default floor of free space of the directory's disk. */
export async function readDefaultFloor(directory: string, kind: FloorKind): Promise<number> {
  const { blocks, bsize } = await statfs(directory);
  return toDefaultFloor(blocks * bsize, kind);
}

/** A share of the disk or a fixed amount, whichever is more: 5 % or 512 MiB, in Kubernetes 20 % or 5 GiB. */
export function toDefaultFloor(diskBytes: number, kind: FloorKind): number {
  const { share, minimumBytes } = floors[kind];
  return Math.max(minimumBytes, Math.floor(diskBytes * share));
}

const limitShare = 0.25;

/** How much of the directory's disk undelivered files may take unless somebody says otherwise. */
export async function readDefaultLimit(directory: string): Promise<number> {
  const { blocks, bsize } = await statfs(directory);
  return Math.floor(blocks * bsize * limitShare);
}
