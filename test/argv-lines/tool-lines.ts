import type { RefusalRule } from '../../shared/arguments/refusal.ts';

/** Argument lists of one tool, all after the words of one subcommand. */
export interface ToolLines {
  readonly tool: string;
  /** Words with a blank between them; empty where the lines begin with the tool's first argument. */
  readonly subcommand: string;
  readonly benign: readonly BenignRow[];
  readonly hostile: readonly HostileRow[];
}

/** A list and what is executed for it, with unfilled slots; both without the subcommand. */
export type BenignRow = readonly [args: readonly string[], executed: readonly string[]];

/** A list, the rule that refuses it, and the place that is named: from 1, the subcommand's words being the first. */
export type HostileRow = readonly [args: readonly string[], rule: RefusalRule, position: number];

/** Reads rows of the form `args => executed`; `odd` has those whose arguments hold blanks. */
export function readBenign(text: string, odd: readonly BenignRow[] = []): readonly BenignRow[] {
  const rows = toLines(text).map((line): BenignRow => {
    const [args = '', executed] = line.split(/ ?=> ?/);
    if (executed === undefined) throw new Error(`Cannot read "${line}": args => executed is right`);
    return [toTokens(args), toTokens(executed)];
  });
  return [...rows, ...odd];
}

/** Reads rows of the form `rule position | args`; `odd` has those whose arguments hold blanks or what is no ASCII. */
export function readHostile(text: string, odd: readonly HostileRow[] = []): readonly HostileRow[] {
  const rows = toLines(text).map((line): HostileRow => {
    const [, rule = '', position = '', args = ''] = /^([a-z]+) ([0-9]+) \|(?: (.*))?$/.exec(line) ?? [];
    if (!isRule(rule)) throw new Error(`Cannot read "${line}": rule position | args is right`);
    return [toTokens(args), rule, Number(position)];
  });
  return [...rows, ...odd];
}

const rules: Readonly<Record<RefusalRule, true>> = {
  tool: true,
  shape: true,
  subcommand: true,
  option: true,
  value: true,
  cluster: true,
  repeat: true,
  locked: true,
  conflict: true,
  confinement: true,
  required: true,
  operand: true,
  policy: true,
  duration: true,
};

function isRule(text: string): text is RefusalRule {
  return Object.hasOwn(rules, text);
}

function toLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Cut at blanks; nothing is an empty list. */
export function toTokens(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}
