import type { SubcommandBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import type { Command, OutputRule } from '../../shared/domain/command.ts';

/** The outputs to which the tool only ever appends, so that what is there of them stays as it is. */
export function findGrowingOutputs(
  { outputs, rollingIntervalMs }: Pick<Command, 'outputs' | 'rollingIntervalMs'>,
  subcommand: Pick<SubcommandBaseline, 'outputs' | 'rolling'>,
): readonly OutputRule[] {
  const growing = subcommand.outputs.filter(
    ({ isStdout, isAppendOnly }) => isStdout === true || isAppendOnly === true,
  );
  // One that is cut is sent by its segments.
  const cut = rollingIntervalMs > 0 ? subcommand.rolling?.output : undefined;
  return outputs.filter(({ name }) => name !== cut && growing.some((known) => known.name === name));
}
