import { isDeepStrictEqual } from 'node:util';
import { findSubcommand } from '../../shared/arguments/find-subcommand.ts';
import type { Command } from '../../shared/domain/command.ts';
import { parseDurationMs } from '../../shared/domain/duration.ts';
import { matchesGlob } from '../../shared/domain/glob.ts';
import { parseBytes, parseCpuPercent } from '../../shared/domain/quantity.ts';
import type { PowerToolConfigSpec } from '../../shared/kinds/power-tool-config.ts';

/**
 * The first thing in which a command is not what its config says, or gives more than it; undefined where there is
 * none. A command may always give less.
 */
export function findDeviation(command: Command, config: PowerToolConfigSpec): string | undefined {
  const subcommand = findSubcommand(config.subcommands, command.args)?.subcommand;
  if (subcommand === undefined) return 'its config has no such subcommand';
  const { binary, environment, version = '', allowedNamespaces = [], limits, securityContext } = config;
  const same: readonly (readonly [what: string, has: unknown, right: unknown])[] = [
    ['locked arguments', command.lockedArgs, subcommand.defaultArgs],
    ['outputs', command.outputs, subcommand.outputs],
    ['executable', command.binary, binary],
    ['environment', command.environment, environment],
    ['version range', command.versionRange, version],
    ['exclusions', command.exclusiveWith, limits.exclusiveWith],
  ];
  const other = same.find(([, has, right]) => !isDeepStrictEqual(toPlain(has), toPlain(right)));
  if (other !== undefined) return `its ${other[0]} are not those of its config`;
  const excess = command.capabilities.find((name) => !securityContext.capabilities.add.includes(name));
  if (excess !== undefined) return `its config gives no capability ${JSON.stringify(excess)}`;
  if (
    allowedNamespaces.length > 0 &&
    !allowedNamespaces.some((glob) => matchesGlob(glob, command.captureNamespace))
  )
    return `its config is not for namespace "${command.captureNamespace}"`;
  const above = findAbove(command, config);
  return above === undefined ? undefined : `its ${above} is above the limit of its config`;
}

function findAbove(
  { caps, durationMs, concurrentPerNode }: Command,
  { limits, resources }: PowerToolConfigSpec,
): string | undefined {
  const most: readonly (readonly [what: string, has: number, limit: number | undefined])[] = [
    ['CPU', caps.cpuPercent, parseCpuPercent(resources.limits.cpu)],
    ['memory', caps.memoryBytes, parseBytes(resources.limits.memory)],
    ['number of processes', caps.pids, limits.pids],
    ['output', caps.outputBytes, parseBytes(limits.outputBytes)],
    ['duration', durationMs, parseDurationMs(limits.duration)],
    ['number of runs at once', concurrentPerNode, limits.concurrentPerNode],
  ];
  const above = most.find(([, has, limit]) => !(has <= Math.ceil(limit ?? 0)))?.[0];
  return above ?? findAboveBandwidth(caps, limits);
}

/** Here 0 is no limit in the command, as is a text that is absent in the config. */
function findAboveBandwidth(
  caps: Command['caps'],
  { readBytesPerSecond, writeBytesPerSecond }: PowerToolConfigSpec['limits'],
): string | undefined {
  const isAbove = (has: number, limit: string | undefined): boolean =>
    limit !== undefined && !((has === 0 ? Infinity : has) <= (parseBytes(limit) ?? 0));
  if (isAbove(caps.readBytesPerSecond, readBytesPerSecond)) return 'bandwidth of reading';
  return isAbove(caps.writeBytesPerSecond, writeBytesPerSecond) ? 'bandwidth of writing' : undefined;
}

/** As it is after the wire: no prototypes, no members that are undefined. */
function toPlain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
