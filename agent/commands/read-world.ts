import { readFreeBytes } from '../targets/free-bytes.ts';
import { readNetDevices } from '../targets/net-devices.ts';
import { readNodePressure } from '../targets/node-pressure.ts';
import type { AgentWorld } from './accept-command.ts';
import { readAsideBytes } from './held-files.ts';

/** What of the world has to be read before a command can be decided on. */
export type ReadWorld = Pick<AgentWorld, 'spoolFreeBytes' | 'spoolAsideBytes' | 'netDevices' | 'pressure'>;

/** Reads it anew. */
export async function readWorld(spool: string): Promise<ReadWorld> {
  const [spoolFreeBytes, spoolAsideBytes, netDevices, pressure] = await Promise.all([
    readFreeBytes(spool),
    readAsideBytes(spool),
    readNetDevices(),
    readNodePressure(),
  ]);
  return { spoolFreeBytes, spoolAsideBytes, netDevices, pressure };
}
