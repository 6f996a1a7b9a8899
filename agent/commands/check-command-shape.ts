import type { SubcommandBaseline, ToolBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import { findRollingFault } from '../../shared/arguments/roll-output.ts';
import { artifactIdPattern, fileNamePattern } from '../../shared/domain/artifact.ts';
import { type Command, compressions } from '../../shared/domain/command.ts';
import { toDurationText } from '../../shared/domain/duration.ts';
import { findIntervalFault } from '../../shared/domain/rolling.ts';
import { checkPods } from './check-pods.ts';

const maxDurationMs = 24 * 3_600_000;
const maxWarmupMs = 24 * 3_600_000;
const maxPercent = 100_000;
const reservedIds: ReadonlySet<string> = new Set(['perf-script', 'snapshot']);

/**
 * The first thing in a command that no agent carries out whoever asks, as a sentence; undefined when there is
 * none. What the tool may be given is at most what its baseline names.
 */
export function checkCommandShape(
  command: Command,
  tool: ToolBaseline,
  subcommand: SubcommandBaseline,
): string | undefined {
  const fault =
    checkTimes(command) ??
    checkGuards(command) ??
    checkPods(command.pods) ??
    checkSending(command) ??
    checkOutputs(command, tool, subcommand) ??
    checkRolling(command, subcommand) ??
    (tool.source === 'builtin' ? checkBuiltin(command) : checkRights(command, tool, subcommand));
  return fault === undefined ? undefined : `Cannot start tool "${tool.tool}": ${fault}`;
}

function checkTimes(command: Command): string | undefined {
  const { durationMs, warmupMs, graceMs, commitTimeoutMs } = command;
  if (!isWhole(durationMs, 1, maxDurationMs))
    return `duration ${toDurationText(durationMs)} is not between 1ms and ${toDurationText(maxDurationMs)}`;
  if (!isWhole(warmupMs, 0, maxWarmupMs))
    return `warmup is not between 0s and ${toDurationText(maxWarmupMs)}`;
  if (!isWhole(graceMs, 0, maxDurationMs)) return 'the grace period is not between 0s and 24h';
  if (!isWhole(commitTimeoutMs, 1, maxDurationMs)) return 'the commit timeout is not between 1ms and 24h';
  return undefined;
}

function checkSending({ compression, maxUploadBytesPerSecond, keepMs }: Command): string | undefined {
  if (compression !== '' && !compressions.some((known) => known === compression))
    return `compression ${JSON.stringify(compression)} is not one of ${compressions.join(', ')}`;
  if (!isWhole(maxUploadBytesPerSecond, 0, Number.MAX_SAFE_INTEGER))
    return 'its upload rate is not a whole number of bytes a second';
  if (!isWhole(keepMs, 0, Number.MAX_SAFE_INTEGER))
    return 'the time for which its files are kept is not a whole number of milliseconds';
  return undefined;
}

function checkOutputs(
  command: Command,
  tool: ToolBaseline,
  subcommand: SubcommandBaseline,
): string | undefined {
  const names = new Set(command.outputs.map(({ name }) => name));
  const paths = new Set(command.outputs.map(({ path }) => path));
  if (names.size < command.outputs.length || paths.size < command.outputs.length)
    return 'two of its outputs have the same name or path';
  for (const { name, path } of command.outputs) {
    if (!artifactIdPattern.test(name)) return 'the name of an output is not of [a-z0-9-], 63 at most';
    if (!fileNamePattern.test(path))
      return `output "${name}" has to be a plain file name of the run's directory`;
    if (tool.source !== 'builtin' && reservedIds.has(name))
      return `the output name "${name}" is the agent's own`;
  }
  const missing = subcommand.outputs.find(({ name, required }) => required && !names.has(name));
  return missing === undefined ? undefined : `the config leaves out output "${missing.name}"`;
}

function checkGuards({ overheadPercent, abortOnPressure }: Command): string | undefined {
  if (!isWhole(overheadPercent, 0, maxPercent))
    return `the budget of overhead is not between 0 and ${maxPercent} % of a core`;
  if (abortOnPressure === undefined) return undefined;
  const rises = Object.values(abortOnPressure);
  return rises.every((rise) => isWhole(rise, 0, 100)) && rises.some((rise) => rise > 0)
    ? undefined
    : 'the rises of pressure that it is to be stopped at are not between 1 and 100 %';
}

function checkRolling(
  { rollingIntervalMs, durationMs, outputs }: Command,
  subcommand: SubcommandBaseline,
): string | undefined {
  if (rollingIntervalMs === 0) return undefined;
  const fault = findIntervalFault(rollingIntervalMs, durationMs);
  if (fault !== undefined) return `the rolling interval ${fault}`;
  const { rolling } = subcommand;
  if (rolling === undefined)
    return `its output cannot be rolled: ${findRollingFault(subcommand, rollingIntervalMs)}`;
  return outputs.some(({ name }) => name === rolling.output)
    ? undefined
    : `the config leaves out output "${rolling.output}", which is to be cut into segments`;
}

/** What a tool of the agent's own would have to ignore. */
function checkBuiltin(command: Command): string | undefined {
  if (command.versionRange !== '') return 'it is part of the agent and has no version of its own';
  if (command.overheadPercent > 0 || command.abortOnPressure !== undefined)
    return 'it is part of the agent, so that nothing tells what it costs';
  return undefined;
}

function checkRights(
  command: Command,
  tool: ToolBaseline,
  subcommand: SubcommandBaseline,
): string | undefined {
  const { caps } = command;
  const limits = { cpuPercent: caps.cpuPercent, memoryBytes: caps.memoryBytes, pids: caps.pids };
  for (const [name, limit] of Object.entries({ ...limits, outputBytes: caps.outputBytes })) {
    if (!(Number.isFinite(limit) && limit > 0)) return `cap ${name} is not set: a tool never runs without it`;
  }
  for (const name of ['readBytesPerSecond', 'writeBytesPerSecond'] as const) {
    if (!isWhole(caps[name], 0, Number.MAX_SAFE_INTEGER))
      return `cap ${name} is not a number of bytes a second: give 0 for no limit`;
  }
  const excess = command.capabilities.find((name) => !subcommand.capabilities.includes(name));
  if (excess !== undefined)
    return `capability ${JSON.stringify(excess)} is not among ${subcommand.capabilities.join(', ')}`;
  const names = Object.keys(command.environment);
  const foreign = names.find((name) => !tool.environmentNames.includes(name));
  if (foreign !== undefined) return `environment variable ${JSON.stringify(foreign)} is not allowed`;
  const values = Object.values(command.environment);
  if (values.some((value) => value.includes('\0'))) return 'an environment variable holds a NUL';
  return undefined;
}

function isWhole(value: number, min: number, max: number): boolean {
  return Number.isSafeInteger(value) && value >= min && value <= max;
}
