import type { Caps, Command } from './command.ts';

/** Versions of the agents' protocol that a coordinator of this version speaks; an agent says the newest. */
export const protocolVersions = { oldest: 1, newest: 6 } as const;

/** Whether a coordinator of this version understands an agent that says this one. */
export function isSpoken(version: number): boolean {
  return version >= protocolVersions.oldest && version <= protocolVersions.newest;
}

/** Bytes a second at most of agents before version 5, whatever a command says. */
const oldUploadRate = 50_000_000;

/** The lowest version that carries out all that the command asks: an older agent would ignore a part of it. */
export function requiredProtocol(
  command: Pick<Command, 'pods' | 'exclusiveWith'> &
    Partial<
      Pick<
        Command,
        | 'versionRange'
        | 'overheadPercent'
        | 'abortOnPressure'
        | 'maxUploadBytesPerSecond'
        | 'rollingIntervalMs'
        | 'keepMs'
      >
    > & {
      readonly caps?: Pick<Caps, 'readBytesPerSecond' | 'writeBytesPerSecond'>;
    },
): number {
  if ((command.keepMs ?? 0) > 0) return 6;
  if ((command.overheadPercent ?? 0) > 0 || command.abortOnPressure !== undefined) return 5;
  const { readBytesPerSecond = 0, writeBytesPerSecond = 0 } = command.caps ?? {};
  if (readBytesPerSecond > 0 || writeBytesPerSecond > 0) return 5;
  const uploadRate = command.maxUploadBytesPerSecond ?? 0;
  if (uploadRate > 0 && uploadRate < oldUploadRate) return 5;
  if ((command.rollingIntervalMs ?? 0) > 0) return 5;
  if ((command.versionRange ?? '') !== '') return 3;
  return command.pods.length > 0 || command.exclusiveWith.length > 0 ? 2 : 1;
}
