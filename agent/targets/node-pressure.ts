import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePressure } from '../snapshot/sources/pressure.ts';

export const pressureResources = ['cpu', 'memory', 'io'] as const;
export type PressureResource = (typeof pressureResources)[number];

/**
 * The share of the last 10 s in which some task of the node was stalled, per cent by resource: `some avg10` of
 * Documentation/accounting/psi.rst. -1 where the kernel does not tell.
 */
export type NodePressure = Readonly<Record<PressureResource, number>>;

/** Where a kernel with PSI tells it. */
const pressureDirectory = '/proc/pressure';

/** What the kernel tells at the moment. */
export async function readNodePressure(directory: string = pressureDirectory): Promise<NodePressure> {
  const [cpu, memory, io] = await Promise.all([
    readSome(join(directory, 'cpu')),
    readSome(join(directory, 'memory')),
    readSome(join(directory, 'io')),
  ]);
  return { cpu, memory, io };
}

/** A kernel without PSI has no such file; one that was booted with psi=0 refuses to open it. */
async function readSome(path: string): Promise<number> {
  try {
    return toSomeAvg10(await readFile(path, 'utf8'));
  } catch {
    return -1;
  }
}

function toSomeAvg10(text: string): number {
  const value: unknown = parsePressure(text);
  if (typeof value !== 'object' || value === null || !('some' in value)) return -1;
  const { some } = value;
  if (typeof some !== 'object' || some === null || !('avg10' in some)) return -1;
  return typeof some.avg10 === 'number' ? some.avg10 : -1;
}
