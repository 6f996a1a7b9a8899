import type { ToolBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import { type ArgumentVerdict, checkArguments } from '../../shared/arguments/check-arguments.ts';
import type { CompiledPolicy } from '../../shared/arguments/compile-policy.ts';
import { toSubcommandWords } from '../../shared/arguments/find-subcommand.ts';
import type { PowerToolConfigSpec, SubcommandConfig } from '../../shared/kinds/power-tool-config.ts';

const presetLevels = ['low', 'medium', 'high'] as const;

/** A capture runs no longer; see the schema of PowerTool. */
const longestMs = 86_400_000;

/** What a capture may still have to add is no fault of the config. */
export function checkLockedArguments(
  field: string,
  { tool }: ToolBaseline,
  { name, defaultArgs }: SubcommandConfig,
): readonly string[] {
  const fault = faultOf(judge(tool, defaultArgs, toSubcommandWords(name)));
  return fault === undefined ? [] : [`${field}.defaultArgs: ${fault}`];
}

/** A preset may add options that the subcommand has and the config has not locked, and nothing else. */
export function checkPresets(
  field: string,
  { tool }: ToolBaseline,
  { name, defaultArgs, presets }: SubcommandConfig,
): readonly string[] {
  const words = toSubcommandWords(name);
  return presetLevels.flatMap((level) => {
    const preset = presets?.[level];
    if (preset === undefined) return [];
    // As options alone, so that nothing is an operand; and as a person's, so that nothing repeats what is locked.
    const fault =
      faultOf(judge(tool, preset, words)) ?? faultOf(judge(tool, defaultArgs, [...words, ...preset]));
    return fault === undefined ? [] : [`${field}.presets.${level}: ${fault}`];
  });
}

/** Locked options that the policy does not let stand side by side, so that nothing could run under it. */
export function checkLockedUnder(
  tool: string,
  { subcommands }: PowerToolConfigSpec,
  policy: CompiledPolicy,
): readonly string[] {
  return subcommands.flatMap(({ name, defaultArgs }, index) => {
    const verdict = judge(tool, defaultArgs, toSubcommandWords(name), policy);
    if (verdict.kind === 'allowed' || verdict.rule !== 'conflict') return [];
    return [`spec.subcommands[${index}].defaultArgs: ${verdict.message}, as the argument policy has it`];
  });
}

function judge(
  tool: string,
  lockedArgs: readonly string[],
  args: readonly string[],
  policy?: CompiledPolicy,
): ArgumentVerdict {
  // No policy's and no config's own limit is meant here.
  const durationMs = Math.min(longestMs, policy?.maxDurationMs ?? longestMs);
  const world = { durationMs, targetPids: new Set<number>(), netDevices: 'unknown' } as const;
  return checkArguments({ tool, lockedArgs, args, scope: 'node', ...world }, policy);
}

function faultOf(verdict: ArgumentVerdict): string | undefined {
  return verdict.kind === 'allowed' || verdict.rule === 'required' ? undefined : verdict.message;
}
