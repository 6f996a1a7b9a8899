import type { Command } from './command.ts';

/** Versions of the agents' protocol that a coordinator of this version speaks; an agent says the newest. */
export const protocolVersions = { oldest: 1, newest: 5 } as const;

/** Whether a coordinator of this version understands an agent that says this one. */
export function isSpoken(version: number): boolean {
  return version >= protocolVersions.oldest && version <= protocolVersions.newest;
}

/** The lowest version that carries out all that the command asks: an older agent would ignore a part of it. */
export function requiredProtocol(
  command: Pick<Command, 'pods' | 'exclusiveWith'> & {
    readonly versionRange?: string;
    readonly rollingIntervalMs?: number;
  },
): number {
  if ((command.rollingIntervalMs ?? 0) > 0) return 5;
  if ((command.versionRange ?? '') !== '') return 3;
  return command.pods.length > 0 || command.exclusiveWith.length > 0 ? 2 : 1;
}
