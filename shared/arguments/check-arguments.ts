import { toDurationText } from '../domain/duration.ts';
import { addDefaults } from './add-defaults.ts';
import type { SubcommandBaseline, ToolBaseline } from './baseline/tool-baseline.ts';
import { checkCombination } from './check-combination.ts';
import { checkShape } from './check-shape.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { confineToPods, unconfined } from './confine-to-pods.ts';
import { optionIndexOf } from './option-index.ts';
import { type LineGrammar, type ParsedLine, parseOptions } from './parse-options.ts';
import { readOperands } from './read-operands.ts';
import { type Place, type Refusal, refuse } from './refusal.ts';
import { toInjected } from './roll-output.ts';
import { selectSubcommand } from './select-subcommand.ts';
import { writeArgs, writeArgv } from './write-argv.ts';

/** A line to check, as it came, and what its values may refer to. */
export interface ArgumentRequest {
  readonly tool: unknown;
  /** Options that the config sets for this subcommand; `args` cannot repeat, override or contradict them. */
  readonly lockedArgs: readonly unknown[];
  /** As the person asked: the subcommand, where the tool has any, then options and operands. */
  readonly args: unknown;
  readonly durationMs: number;
  /** At which the output is cut into segments, where the subcommand can do that; absent or 0: never. */
  readonly rollingIntervalMs?: number;
  /** What the tool may see: the whole node, or the processes of the targets' pods alone. */
  readonly scope: 'node' | 'pods';
  readonly targetPids: ReadonlySet<number>;
  readonly netDevices: ReadonlySet<string> | 'unknown';
}

export type ArgumentVerdict =
  | {
      readonly kind: 'allowed';
      readonly tool: ToolBaseline;
      readonly subcommand: SubcommandBaseline;
      /** What is executed, without the tool's path; slots are unfilled (`fillSlots`). */
      readonly argv: readonly string[];
      /** The person's part in canonical spelling. Checking it again gives the same verdict. */
      readonly canonicalArgs: readonly string[];
      readonly rule: string;
    }
  | {
      readonly kind: 'refused';
      /** Escaped to printable ASCII. */
      readonly argument: string;
      /** Place in `args`, from 1; 0 where the reason is not one of them. */
      readonly position: number;
      readonly rule: string;
      readonly message: string;
    };

/**
 * Parses a line by the compiled baseline, narrowed by a policy, and writes what may be executed from the parsed
 * tree. The person's own strings never reach the argv. Never throws, whatever is sent.
 */
export function checkArguments(request: ArgumentRequest, policy?: CompiledPolicy): ArgumentVerdict {
  const selected = selectSubcommand(request, policy);
  if (selected.kind === 'refused') return selected;
  const { tool, line, baseline, allowed, tokens } = selected;

  if (policy !== undefined && !(request.durationMs <= policy.maxDurationMs)) {
    const place = { argument: toDurationText(request.durationMs), position: 0 };
    const why = `is longer than the argument policy allows: ${toDurationText(policy.maxDurationMs)}`;
    return refuse(line, place, 'duration', why);
  }
  const confined = request.scope === 'pods' ? confineToPods(line, baseline, allowed) : unconfined;
  if (confined.kind === 'refused') return confined;
  const grammar: LineGrammar = {
    line,
    dialect: tool.dialect,
    options: optionIndexOf(allowed),
    baselineOptions: optionIndexOf(baseline),
    withheld: confined.withheld,
    world: request,
  };
  const locked = parseLocked(request.lockedArgs, { ...grammar, options: grammar.baselineOptions });
  if (locked.kind === 'refused') return locked;
  const own = parseOptions(tokens, grammar);
  if (own.kind === 'refused') return own;
  const pidSlot = confined.pidSlot;
  const operands = readOperands(own, allowed.operands, { line, world: request, pidSlot });
  if (operands.kind === 'refused') return operands;

  const given = { locked: [...locked.options, ...confined.added], own: own.options };
  const clash = checkCombination(line, given, baseline, allowed);
  if (clash !== undefined) return clash;
  const completed = addDefaults(line, [...given.locked, ...given.own], baseline, allowed, request);
  if (completed.kind === 'refused') return completed;

  const injected = toInjected(baseline, request.rollingIntervalMs ?? 0);
  const tree = { subcommand: baseline, injected, endOfOptions: tool.dialect.endOfOptions };
  return {
    kind: 'allowed',
    tool,
    subcommand: baseline,
    argv: writeArgv({ ...tree, options: completed.options, operands: operands.executed }),
    canonicalArgs: writeArgs({ ...tree, options: own.options, operands: operands.canonical }),
    rule: policy === undefined ? `baseline of ${line}` : `argument policy ${policy.digest} for ${line}`,
  };
}

/** Locked options are an administrator's: the baseline binds them, a policy does not. */
function parseLocked(args: readonly unknown[], grammar: LineGrammar): ParsedLine | Refusal {
  const line = `${grammar.line} with locked arguments`;
  const shape = checkShape(line, args, () => 0);
  if (shape.kind === 'refused') return shape;
  const places: readonly Place[] = shape.tokens.map((argument) => ({ argument, position: 0 }));
  const parsed = parseOptions(places, { ...grammar, line });
  if (parsed.kind === 'refused') return parsed;
  const operand = parsed.separator ?? parsed.operands[0];
  if (operand === undefined) return parsed;
  return refuse(line, operand, 'operand', 'is no option: a config locks options only');
}
