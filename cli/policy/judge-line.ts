import { type ArgumentRequest, checkArguments } from '../../shared/arguments/check-arguments.ts';
import { findSubcommand } from '../../shared/arguments/find-subcommand.ts';
import { refuse } from '../../shared/arguments/refusal.ts';
import { parseDurationMs, toDurationText } from '../../shared/domain/duration.ts';
import { type LineRules, noRules } from './find-rules.ts';

/** A line as a capture would ask for it, and what its targets have. */
export type LineRequest = Omit<ArgumentRequest, 'lockedArgs'>;

export type LineVerdict =
  | {
      readonly kind: 'allowed';
      /** What is executed after the tool's path; slots are unfilled. */
      readonly argv: readonly string[];
      readonly rule: string;
      /** What a policy that does not enforce has against it; empty where it has nothing. */
      readonly message: string;
    }
  | LineRefusal;

export interface LineRefusal {
  readonly kind: 'refused';
  readonly argument: string;
  /** From 1; 0 where the reason is not one of the arguments. */
  readonly position: number;
  readonly rule: string;
  readonly message: string;
}

/**
 * What becomes of a line under the baseline and the rules of its tool, decided as the coordinator decides it. Never
 * throws, whatever the line is. What is refused may be printed: it is escaped.
 */
export function judgeLine(request: LineRequest, rules: LineRules): LineVerdict {
  const verdict = judgeUnderPolicy(request, rules);
  const { policy } = rules;
  if (verdict.kind === 'allowed' || policy === undefined || policy.enforcement === 'Enforce') return verdict;
  const bare = judgeUnderPolicy(request, { ...rules, policy: undefined });
  return bare.kind === 'refused' ? bare : { ...bare, message: verdict.message };
}

/** Who decided against a line: the narrowest of the three without which it would be judged differently. */
export function findDecider(
  request: LineRequest,
  rules: LineRules,
  refusal: LineRefusal,
): 'baseline' | 'config' | 'policy' {
  const isSame = (verdict: LineVerdict): boolean =>
    verdict.kind === 'refused' && verdict.rule === refusal.rule && verdict.position === refusal.position;
  if (!isSame(judgeLine(request, { ...rules, policy: undefined }))) return 'policy';
  return isSame(judgeLine(request, noRules)) ? 'baseline' : 'config';
}

function judgeUnderPolicy(request: LineRequest, { policy, config }: LineRules): LineVerdict {
  const args: readonly unknown[] = Array.isArray(request.args) ? request.args : [];
  const subcommands = config?.spec.subcommands ?? [];
  const subcommand = findSubcommand(subcommands, args)?.subcommand;
  const lockedArgs = subcommand?.defaultArgs ?? [];
  const verdict = checkArguments({ ...request, lockedArgs }, policy?.compiled);
  if (verdict.kind === 'refused') return verdict;
  const { tool, subcommand: found, argv, rule } = verdict;
  if (config !== undefined) {
    const line = `${tool.tool} ${found.name}`.trim();
    const position = found.name === '' ? 0 : 1;
    const place = { argument: found.name === '' ? tool.tool : String(args[0]), position };
    const known = subcommands.map(({ name }) => `${tool.tool} ${name}`.trim()).join(', ');
    if (subcommand?.name !== found.name)
      return refuse(line, place, 'subcommand', `is not in the config of ${tool.tool}: allowed are ${known}`);
    const limitMs = parseDurationMs(config.spec.limits.duration) ?? 0;
    if (request.durationMs > limitMs) {
      const duration = { argument: toDurationText(request.durationMs), position: 0 };
      const why = `is longer than the config of ${tool.tool} allows: ${config.spec.limits.duration}`;
      return refuse(line, duration, 'duration', why);
    }
  }
  return { kind: 'allowed', argv, rule, message: '' };
}
