import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { measureOutput } from '../execution/measure-output.ts';
import type { CommandRecord } from './command-state.ts';

/** Below the spool: what nobody takes. */
const asideName = 'undelivered';

/** Bytes of sealed files that have no receipt, so that they stay on the spool's disk. */
export function countHeldBytes(record: CommandRecord): number {
  if (record.discarded) return 0;
  const delivered = new Set(record.receipts.map(({ artifactId }) => artifactId));
  const held = record.sealed.filter(({ artifact }) => !delivered.has(artifact.artifactId));
  return held.reduce((bytes, { artifact }) => bytes + artifact.sizeBytes, 0);
}

/** Bytes of what was set aside. */
export async function readAsideBytes(spool: string): Promise<number> {
  return await measureOutput(spool, [asideName]);
}

/**
 * Moves the directory of a command out of the way: what was sealed and has no receipt is never deleted, not even when
 * the coordinator wants neither it nor us. Resolves with where it is.
 */
export async function setAside(spool: string, directory: string, commandId: string): Promise<string> {
  const aside = join(spool, asideName);
  await mkdir(aside, { recursive: true, mode: 0o700 });
  await rename(directory, join(aside, commandId));
  return aside;
}
