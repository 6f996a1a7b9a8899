import { readFreeBytes } from '../targets/free-bytes.ts';
import { readNetDevices } from '../targets/net-devices.ts';
import type { AgentWorld } from './accept-command.ts';

/** What of the world has to be read before a command can be decided on. */
export type ReadWorld = Pick<AgentWorld, 'spoolFreeBytes' | 'netDevices'>;

/** Reads it anew. */
export async function readWorld(spool: string): Promise<ReadWorld> {
  const [spoolFreeBytes, netDevices] = await Promise.all([readFreeBytes(spool), readNetDevices()]);
  return { spoolFreeBytes, netDevices };
}
