import type { OptionGrammar } from '../../shared/arguments/baseline/option-grammar.ts';
import type { SubcommandBaseline, ToolBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import { type ArgumentVerdict, checkArguments } from '../../shared/arguments/check-arguments.ts';
import { listOperands } from './operand-samples.ts';
import { Random } from './random.ts';
import { listRareValues, listValues } from './value-samples.ts';

/** What lines may refer to. */
export interface LineWorld {
  readonly durationMs: number;
  readonly targetPids: readonly number[];
  readonly netDevices: readonly string[];
  readonly cpus: number;
}

/** A line that the engine accepts. */
export interface Line {
  readonly args: readonly string[];
  readonly scope: 'node' | 'pods';
  readonly verdict: Extract<ArgumentVerdict, { kind: 'allowed' }>;
}

/** How many lines are tried for one that is wanted, before there are no other ones. */
const triesPerLine = 40;
const longestRandom = 6;

type Words = readonly string[];

/**
 * Up to `count` different lines of a subcommand that the engine accepts, the same for the same seed: first every option
 * alone with every sort of value, and every form of operands, then pairs, then any number of options. Lines are
 * different when what is executed is.
 */
export function makeLines(
  tool: ToolBaseline,
  subcommand: SubcommandBaseline,
  world: LineWorld,
  { seed, count }: { readonly seed: number; readonly count: number },
): readonly Line[] {
  const random = new Random(seed);
  const lines = new Map<string, Line>();
  const add = (parts: readonly Words[]): void => {
    const words = subcommand.name === '' ? [] : subcommand.name.split(' ');
    const args = [...words, ...parts.flat()];
    for (const scope of ['node', 'pods'] as const) {
      const verdict = check(tool, args, scope, world);
      if (verdict.kind === 'allowed' && lines.size < count)
        lines.set(verdict.argv.join('\0'), { args, scope, verdict });
    }
  };
  const systematic = [
    ...listSingles(subcommand, world, random),
    ...random.shuffle(listPairs(subcommand, world, random)),
  ];
  for (const parts of systematic) add(parts);
  for (let tries = count * triesPerLine; tries > 0 && lines.size < count; tries -= 1)
    add(makeRandom(subcommand, world, random));
  return [...lines.values()];
}

function check(
  tool: ToolBaseline,
  args: Words,
  scope: 'node' | 'pods',
  { durationMs, targetPids, netDevices }: LineWorld,
): ArgumentVerdict {
  return checkArguments({
    tool: tool.tool,
    lockedArgs: [],
    args,
    durationMs,
    scope,
    targetPids: new Set(targetPids),
    netDevices: new Set(netDevices),
  });
}

/** Every option with each of its values and as often as may be, and every form of operands, each beside what must be there. */
function listSingles(
  subcommand: SubcommandBaseline,
  world: LineWorld,
  random: Random,
): readonly (readonly Words[])[] {
  const forms = listOperands(subcommand.operands, world);
  const [firstForm = []] = forms;
  const singles = subcommand.options.flatMap((option) => {
    const once = listOccurrences(option, world);
    const [first = []] = once;
    const often = Array.from({ length: option.maxOccurs ?? 1 }, () => first).flat();
    const [name] = option.names;
    const rare = option.value === undefined ? [] : listRareValues(option.value).map((text) => [name, text]);
    return [...once, ...rare, often].map((words) => [
      ...demanded(subcommand, [option], world, random),
      words,
    ]);
  });
  const base = demanded(subcommand, [], world, random);
  return [
    [...base, firstForm],
    ...singles.map((parts) => [...parts, firstForm]),
    ...forms.slice(1).map((form) => [...demanded(subcommand, [], world, random), form]),
  ];
}

function listPairs(
  subcommand: SubcommandBaseline,
  world: LineWorld,
  random: Random,
): readonly (readonly Words[])[] {
  const forms = listOperands(subcommand.operands, world);
  return subcommand.options.flatMap((one, at) =>
    subcommand.options
      .slice(at + 1)
      .map((other) => [
        ...demanded(subcommand, [one, other], world, random),
        random.pick(listOccurrences(one, world)),
        random.pick(listOccurrences(other, world)),
        random.pick(forms),
      ]),
  );
}

function makeRandom(subcommand: SubcommandBaseline, world: LineWorld, random: Random): readonly Words[] {
  const chosen = random
    .shuffle(subcommand.options)
    .slice(0, random.next(Math.min(longestRandom, subcommand.options.length) + 1));
  return [
    ...demanded(subcommand, chosen, world, random),
    ...chosen.map((option) => random.pick(listOccurrences(option, world))),
    random.pick(listOperands(subcommand.operands, world)),
  ];
}

/** Options that have to stand beside the given ones: what is required, and one of each group. */
function demanded(
  { options, requireOneOf }: SubcommandBaseline,
  given: readonly OptionGrammar[],
  world: LineWorld,
  random: Random,
): readonly Words[] {
  const names = new Set(given.map(({ names: [name] }) => name));
  const missing = [
    ...options.filter(({ required }) => required === true).map(({ names: [name] }) => [name]),
    ...requireOneOf,
  ].filter((group) => !group.some((name) => names.has(name)));
  return missing.flatMap((group) => {
    const name = random.pick(group);
    const option = options.find(({ names: [canonical] }) => canonical === name);
    return option === undefined ? [] : [random.pick(listOccurrences(option, world))];
  });
}

/** An option as it can stand on a line, once, under one of its names. */
function listOccurrences(
  { names, value, isValueOptional }: OptionGrammar,
  world: LineWorld,
): readonly Words[] {
  const [name] = names;
  const alone = value === undefined || isValueOptional === true ? [[name]] : [];
  const valued = value === undefined ? [] : listValues(value, world).map((text) => [name, text]);
  return [...alone, ...valued];
}
