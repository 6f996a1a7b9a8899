import type { SubcommandBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import type { Command, OutputRule } from '../../shared/domain/command.ts';

/** The outputs to which the tool only ever appends, so that what is there of them stays as it is. */
export function findGrowingOutputs(
  { outputs }: Pick<Command, 'outputs'>,
  subcommand: Pick<SubcommandBaseline, 'outputs'>,
): readonly OutputRule[] {
  const growing = subcommand.outputs.filter(
    ({ isStdout, isAppendOnly }) => isStdout === true || isAppendOnly === true,
  );
  return outputs.filter(({ name }) => growing.some((known) => known.name === name));
}
