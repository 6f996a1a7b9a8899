import type { SubcommandBaseline } from './baseline/tool-baseline.ts';

/** What the agent adds to a line: the usual, or what makes the tool cut its output at an interval, 0 meaning never. */
export function toInjected(
  { injected, rolling }: Pick<SubcommandBaseline, 'injected' | 'rolling'>,
  rollingIntervalMs: number,
): readonly string[] {
  if (rollingIntervalMs === 0 || rolling === undefined) return injected;
  const seconds = String(rollingIntervalMs / 1_000);
  return rolling.injected.map((token) => token.replace('{rollingSeconds}', seconds));
}

/** Why an output cannot be cut into segments, to be read after whose it is; undefined where it can, or need not. */
export function findRollingFault(
  { rolling, outputs }: Pick<SubcommandBaseline, 'rolling' | 'outputs'>,
  rollingIntervalMs: number,
): string | undefined {
  if (rollingIntervalMs === 0 || rolling !== undefined) return undefined;
  const grows = outputs.some(({ isStdout, isAppendOnly }) => isStdout === true || isAppendOnly === true);
  const more = grows ? ', since it is sent while the tool runs anyway' : '';
  return `it makes no segments: leave output.rollingInterval out${more}`;
}
