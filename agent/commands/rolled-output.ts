import { readdir } from 'node:fs/promises';
import type { RollingBaseline, SubcommandBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import type { Command, OutputRule } from '../../shared/domain/command.ts';
import { measureOutput } from '../execution/measure-output.ts';

/** An output of a run that its tool cuts into segments. */
export interface RolledOutput {
  readonly output: OutputRule;
  readonly rolling: RollingBaseline;
}

/** Undefined where the command does not ask for segments. */
export function findRolledOutput(
  { outputs, rollingIntervalMs }: Pick<Command, 'outputs' | 'rollingIntervalMs'>,
  subcommand: Pick<SubcommandBaseline, 'rolling'> | undefined,
): RolledOutput | undefined {
  const rolling = subcommand?.rolling;
  if (rolling === undefined || rollingIntervalMs === 0) return undefined;
  const output = outputs.find(({ name }) => name === rolling.output);
  return output === undefined ? undefined : { output, rolling };
}

/** What the tool has begun in the run's directory: segments in the order of their names, a nameless one last. */
export async function listBegun(
  directory: string,
  { fileName }: RollingBaseline,
): Promise<readonly string[]> {
  const names = await readdir(directory);
  const isSegment = (name: string): boolean =>
    name.startsWith(`${fileName}.`) && /^[0-9]{1,20}$/.test(name.slice(fileName.length + 1));
  const begun = names.filter(isSegment).toSorted();
  return names.includes(fileName) ? [...begun, fileName] : begun;
}

/**
 * Which of them are whole. `seen`: in the order in which they appeared; names follow the clock, which may be set back.
 */
export function findWhole(
  begun: readonly string[],
  seen: readonly string[],
  { fileName, named }: RollingBaseline,
): readonly string[] {
  if (named === 'whenDone') return begun.filter((name) => name !== fileName);
  const latest = seen.findLast((name) => begun.includes(name));
  return begun.filter((name) => name !== latest);
}

/** Bytes of what is begun and not taken yet. */
export async function measureBegun(directory: string, rolling: RollingBaseline): Promise<number> {
  return await measureOutput(directory, await listBegun(directory, rolling));
}
