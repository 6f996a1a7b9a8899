import type { ArgumentRequest } from '../../shared/arguments/check-arguments.ts';
import type { Command } from '../../shared/domain/command.ts';

/** A command's line as its arguments are checked, with the devices that it may name. */
export function toArgumentRequest(
  command: Command,
  netDevices: ArgumentRequest['netDevices'],
  targetPids: ReadonlySet<number> = new Set(),
): ArgumentRequest {
  const { tool, lockedArgs, args, durationMs, rollingIntervalMs, pods } = command;
  return {
    tool,
    lockedArgs,
    args,
    durationMs,
    rollingIntervalMs,
    scope: pods.length > 0 ? 'pods' : 'node',
    targetPids,
    netDevices,
  };
}
