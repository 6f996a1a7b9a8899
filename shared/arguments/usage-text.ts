import { toDurationText } from '../domain/duration.ts';
import { catalogue } from './baseline/catalogue.ts';
import type { OptionGrammar } from './baseline/option-grammar.ts';
import type { Confinement, SubcommandBaseline } from './baseline/tool-baseline.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { describeOperands } from './describe-operands.ts';
import { describeValue, toPlaceholder } from './describe-value.ts';
import { quoteText } from './quote-text.ts';
import { readValue } from './values/read-value.ts';

const width = 80;
const indent = 26;

/**
 * The allowed grammar of a tool as a usage text of at most 80 columns; under a policy, what that leaves. `names` keeps
 * it to some of the subcommands. Throws a RangeError for a tool that is not in the baseline.
 */
export function usageText(tool: string, policy?: CompiledPolicy, names?: readonly string[]): string {
  const baseline = catalogue.get(tool);
  if (baseline === undefined) {
    const known = [...catalogue.keys()].join(', ');
    throw new RangeError(
      `Cannot explain tool "${quoteText(tool)}": it is not in the baseline: known are ${known}`,
    );
  }
  const subcommands = policy?.tool === tool ? [...policy.subcommands.values()] : baseline.subcommands;
  const texts = subcommands
    .filter(({ name }) => names === undefined || names.includes(name))
    .map((subcommand) => toSubcommandText(tool, subcommand));
  const limit = policy?.tool === tool ? policy.maxDurationMs : Infinity;
  if (Number.isFinite(limit)) texts.push(`The duration is at most ${toDurationText(limit)}.\n`);
  return texts.join('\n');
}

function toSubcommandText(tool: string, subcommand: SubcommandBaseline): string {
  const head = [tool, subcommand.name, subcommand.options.length > 0 ? '[options]' : ''];
  const operands = describeOperands(subcommand.operands);
  head.push(operands.usage);
  const lines = [`Usage: ${head.filter((word) => word !== '').join(' ')}`, ''];
  if (subcommand.options.length === 0) lines.push('It takes no options.');
  for (const option of subcommand.options) lines.push(...toOptionLines(option, subcommand));
  const names = new Set(subcommand.options.map((option) => option.names[0]));
  for (const group of subcommand.requireOneOf) {
    const left = group.filter((name) => names.has(name));
    if (left.length > 0) lines.push('', `At least one of: ${left.join(', ')}`);
    else lines.push('', ...wrap(describeDeadEnd(group, subcommand), width));
  }
  if (operands.lines.length > 0) lines.push('', ...operands.lines.flatMap((text) => wrap(text, width)));
  const added = toAddedLines(subcommand);
  if (added.length > 0) lines.push('', ...added.flatMap((text) => wrap(text, width)));
  return `${lines.join('\n')}\n`;
}

/** Under a policy that took all of a group away: only what the agent adds for pods can make up for it. */
function describeDeadEnd(group: readonly string[], { confinement }: SubcommandBaseline): string {
  const by = confinement?.by;
  const isForPods = typeof by === 'object' && group.includes(by.option);
  const rest = isForPods ? 'only pods can be targets' : 'no line can be written';
  return `One of ${group.join(', ')} has to be there, and the policy takes all away: ${rest}.`;
}

function toAddedLines({ options, injected, confinement }: SubcommandBaseline): readonly string[] {
  const names = new Set(options.map((option) => option.names[0]));
  return [
    ...(injected.length > 0 ? [`The agent adds: ${injected.join(' ')}`] : []),
    ...(confinement === undefined ? [] : [describeConfinement(confinement, names)]),
  ];
}

function describeConfinement(confinement: Confinement, names: ReadonlySet<string>): string {
  if (confinement.by === 'network')
    return 'With a pod as the target it sees only the network of the pod: one pod on each node.';
  const { by, slot, nodeWide } = confinement;
  const added = by === 'operand' ? slot : `${by.option} ${slot}`;
  const away = [...nodeWide, ...(by === 'operand' ? [] : [by.option])].filter((name) => names.has(name));
  const rest =
    away.length === 0 ? '' : `, and ${away.join(', ')} ${away.length > 1 ? 'have' : 'has'} no place`;
  return `With pods as targets the agent adds ${added}${rest}.`;
}

function toOptionLines(option: OptionGrammar, subcommand: SubcommandBaseline): readonly string[] {
  const placeholder = option.value === undefined ? '' : toPlaceholder(option.value);
  const value =
    placeholder === '' ? '' : option.isValueOptional === true ? ` [${placeholder}]` : ` ${placeholder}`;
  const name = `  ${option.names.join(', ')}${value}`;
  const [first = '', ...rest] = wrap(toDescription(option, subcommand), width - indent);
  const pad = ' '.repeat(indent);
  if (name.length + 1 > indent) return [name, `${pad}${first}`, ...rest.map((line) => `${pad}${line}`)];
  return [`${name.padEnd(indent)}${first}`, ...rest.map((line) => `${pad}${line}`)];
}

function toDescription(option: OptionGrammar, subcommand: SubcommandBaseline): string {
  const notes = [option.summary];
  if (option.value !== undefined) notes.push(describeValue(option.value));
  const fallback = toDefaultText(option, subcommand);
  if (option.required === true) notes.push('required');
  else if (fallback !== undefined) notes.push(`${fallback} where not given`);
  if ((option.maxOccurs ?? 1) > 1) notes.push(`up to ${option.maxOccurs} times`);
  if (option.conflictsWith !== undefined) notes.push(`not with ${option.conflictsWith.join(', ')}`);
  if (option.needsOneOf !== undefined) notes.push(`only with ${option.needsOneOf.join(' or ')}`);
  return notes.join('; ');
}

/** The value that an option has where a line does not set it, if its values leave room for that. */
function toDefaultText(option: OptionGrammar, subcommand: SubcommandBaseline): string | undefined {
  const fallback = subcommand.defaults.find((known) => known.option === option.names[0]);
  if (fallback === undefined || option.value === undefined) return undefined;
  if (fallback.value.startsWith('{')) return 'the duration';
  const world = { durationMs: Infinity, targetPids: new Set<number>(), netDevices: new Set<string>() };
  return readValue(fallback.value, option.value, world).kind === 'read' ? fallback.value : undefined;
}

/** Breaks at blanks; those at the beginning stay. */
function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let [line = ''] = /^ */.exec(text) ?? [];
  for (const word of text.trimStart().split(' ')) {
    if (line.trim() !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line.trim() === '' ? `${line}${word}` : `${line} ${word}`;
  }
  return [...lines, line];
}
