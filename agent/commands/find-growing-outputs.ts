import type { SubcommandBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import type { Command, OutputRule } from '../../shared/domain/command.ts';

/**
 * The outputs that are sent while their tool runs: those to which it only ever appends, so that what is there of them
 * stays as it is. None where the files stay on the node.
 */
export function findGrowingOutputs(
  { outputs, rollingIntervalMs, keepMs }: Pick<Command, 'outputs' | 'rollingIntervalMs' | 'keepMs'>,
  subcommand: Pick<SubcommandBaseline, 'outputs' | 'rolling'>,
): readonly OutputRule[] {
  if (keepMs > 0) return [];
  const growing = subcommand.outputs.filter(
    ({ isStdout, isAppendOnly }) => isStdout === true || isAppendOnly === true,
  );
  // One that is cut is sent by its segments.
  const cut = rollingIntervalMs > 0 ? subcommand.rolling?.output : undefined;
  return outputs.filter(({ name }) => name !== cut && growing.some((known) => known.name === name));
}
