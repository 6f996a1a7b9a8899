import { type ArgumentVerdict, checkArguments } from '../../shared/arguments/check-arguments.ts';
import type { CompiledPolicy } from '../../shared/arguments/compile-policy.ts';
import { toSubcommandWords } from '../../shared/arguments/find-subcommand.ts';
import { parseDurationMs } from '../../shared/domain/duration.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { SubcommandConfig } from '../../shared/kinds/power-tool-config.ts';

/** A line as a capture asks for it, and the words of it that name the subcommand. */
export interface AskedLine {
  readonly spec: PowerToolSpec;
  /** Undefined where the config has none of that name; then nothing is locked. */
  readonly subcommand: SubcommandConfig | undefined;
  readonly durationMs: number;
}

export type JudgedLine =
  | {
      readonly kind: 'allowed';
      readonly verdict: Extract<ArgumentVerdict, { readonly kind: 'allowed' }>;
      /** What the agents are sent: the person's arguments, with those of the preset. */
      readonly args: readonly string[];
    }
  | {
      readonly kind: 'refused';
      /** With its field: `spec.tool.args: …`. */
      readonly fault: string;
      readonly rule: string;
    };

/**
 * Judges the arguments of a capture under a policy, undefined for the baseline alone. The arguments of a preset are
 * the capture's own: the policy binds them, and none may be set twice.
 */
export function judgeLine(line: AskedLine, policy: CompiledPolicy | undefined): JudgedLine {
  const { args, resolutionPreset: level } = line.spec.tool;
  const locked = line.subcommand?.defaultArgs ?? [];
  const own = judge(line, locked, args, policy);
  if (level === undefined) return toJudged(own, args);
  // What is still missing the preset may bring.
  if (own.kind === 'refused' && own.rule !== 'required') return toJudged(own, args);
  const preset = line.subcommand?.presets?.[level];
  const field = 'spec.tool.resolutionPreset';
  if (line.subcommand === undefined || preset === undefined) {
    const known = Object.keys(line.subcommand?.presets ?? {});
    const right = known.length === 0 ? 'leave it out, there are none' : `use ${known.join(', ')}`;
    const what = `"${`${line.spec.tool.name} ${line.subcommand?.name ?? ''}`.trim()}"`;
    return refuse(`${field}: ${what} has no preset "${level}": ${right}`, 'preset');
  }
  const overlap = judge(line, [...locked, ...preset], args, undefined);
  if (overlap.kind === 'refused' && overlap.rule === 'locked') {
    const what = `argument ${overlap.position} "${overlap.argument}"`;
    const why = `"${level}" adds ${preset.join(' ')}, which ${what} sets as well: leave one of the two out`;
    return refuse(`${field}: ${why}`, overlap.rule);
  }
  const words = toSubcommandWords(line.subcommand.name).length;
  const whole = args.toSpliced(words, 0, ...preset);
  const judged = judge(line, locked, whole, policy);
  if (judged.kind === 'allowed') return toJudged(judged, whole);
  return refuse(`${field}: "${level}" adds ${preset.join(' ')}: ${judged.message}`, judged.rule);
}

function judge(
  { spec, durationMs }: AskedLine,
  lockedArgs: readonly string[],
  args: readonly string[],
  policy: CompiledPolicy | undefined,
): ArgumentVerdict {
  return checkArguments(
    {
      tool: spec.tool.name,
      lockedArgs,
      args,
      durationMs,
      rollingIntervalMs: parseDurationMs(spec.output.rollingInterval) ?? 0,
      scope: spec.targets.labelSelector === undefined ? 'node' : 'pods',
      targetPids: new Set(),
      // Known on each node alone, where its agent decides.
      netDevices: 'unknown',
    },
    policy,
  );
}

function toJudged(verdict: ArgumentVerdict, args: readonly string[]): JudgedLine {
  if (verdict.kind === 'allowed') return { kind: 'allowed', verdict, args };
  return refuse(`spec.tool.args: ${verdict.message}`, verdict.rule);
}

function refuse(fault: string, rule: string): JudgedLine {
  return { kind: 'refused', fault, rule };
}
