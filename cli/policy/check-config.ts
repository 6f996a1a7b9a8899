import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { checkArguments } from '../../shared/arguments/check-arguments.ts';
import type { CompiledPolicy } from '../../shared/arguments/compile-policy.ts';
import { toSubcommandWords } from '../../shared/arguments/find-subcommand.ts';
import { parseDurationMs } from '../../shared/domain/duration.ts';
import type { SubcommandConfig } from '../../shared/kinds/power-tool-config.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { type DocumentFault, faultAt, type PlacedConfig } from './policy-documents.ts';
import { presumeTargets } from './presume-targets.ts';

const presetLevels = ['low', 'medium', 'high'];

/**
 * What is wrong with the arguments in a config: those that it locks and those of its presets. A fault is what would be
 * refused in every capture: locked ones by the baseline, or in combination by the policy; presets by either.
 */
export function checkConfig(
  config: PlacedConfig,
  policy: CompiledPolicy | undefined,
): readonly DocumentFault[] {
  const { name: tool, spec } = config;
  const baseline = catalogue.get(tool);
  if (baseline === undefined) {
    const why = `no agent has a tool "${tool}": name the config after one of ${[...catalogue.keys()].join(', ')}`;
    return [faultAt(config, ['metadata', 'name'], why)];
  }
  const known = baseline.subcommands.map(({ name }) => name);
  return spec.subcommands.flatMap((subcommand, index) => {
    const steps = ['spec', 'subcommands', index];
    if (known.includes(subcommand.name)) {
      const limitMs = parseDurationMs(spec.limits.duration) ?? 0;
      const durationMs = Math.min(limitMs, policy?.maxDurationMs ?? Infinity);
      return checkSubcommand({ tool, subcommand, durationMs }, policy).map(([field, why]) =>
        faultAt(config, [...steps, ...field], why),
      );
    }
    const right = known.map((name) => `"${name}"`).join(', ');
    return [
      faultAt(config, [...steps, 'name'], `${tool} has no subcommand "${subcommand.name}": use ${right}`),
    ];
  });
}

interface Checked {
  readonly tool: string;
  readonly subcommand: SubcommandConfig;
  readonly durationMs: number;
}

type FieldFault = readonly [field: readonly string[], why: string];

function checkSubcommand(checked: Checked, policy: CompiledPolicy | undefined): readonly FieldFault[] {
  const { defaultArgs } = checked.subcommand;
  const ofBaseline = findFault(checked, defaultArgs, []);
  const underPolicy = findFault(checked, defaultArgs, [], policy);
  const ofLocked = ofBaseline ?? (underPolicy?.rule === 'conflict' ? underPolicy : undefined);
  const locked = ofBaseline === undefined ? defaultArgs : [];
  const ofPresets = readPresets(checked.subcommand).flatMap(([level, preset]): FieldFault[] => {
    // First by itself, as options with no operand among them; then as a person's, beside what is locked.
    const fault = findFault(checked, preset, []) ?? findFault(checked, locked, preset, policy);
    return fault === undefined ? [] : [[['presets', level], fault.message]];
  });
  return [...(ofLocked === undefined ? [] : [[['defaultArgs'], ofLocked.message] as const]), ...ofPresets];
}

/** Why a line is refused, but for what a capture may still add to it: options and operands that have to be there. */
function findFault(
  { tool, subcommand: { name }, durationMs }: Checked,
  lockedArgs: readonly string[],
  args: readonly string[],
  policy?: CompiledPolicy,
): { readonly rule: string; readonly message: string } | undefined {
  const words = toSubcommandWords(name);
  const world = { durationMs, scope: 'node', ...presumeTargets([...lockedArgs, ...args]) } as const;
  const verdict = checkArguments({ tool, lockedArgs, args: [...words, ...args], ...world }, policy);
  return verdict.kind === 'allowed' || verdict.rule === 'required' ? undefined : verdict;
}

function readPresets(subcommand: SubcommandConfig): readonly (readonly [string, readonly string[]])[] {
  const presets = readMember(subcommand, 'presets');
  return presetLevels.flatMap((level) => {
    const preset = readMember(presets, level);
    if (!Array.isArray(preset)) return [];
    const args: readonly unknown[] = preset;
    return [[level, args.filter((arg) => typeof arg === 'string')] as const];
  });
}
