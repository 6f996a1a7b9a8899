import { quote } from './judgement.ts';
import { type Option, type Reading, refused } from './option.ts';
import type { Value } from './values.ts';

/** What perf takes as options, and the words that it leaves: the command that it would run. */
export interface PerfReading {
  readonly options: readonly Reading[];
  readonly command: readonly Value[];
}

/**
 * Reads an argument list as perf's own parser does where it stops at the first operand: `--` is dropped, a lone dash
 * is an operand; long names may be abbreviated, any may be taken back with `no-`, and a name that begins with `no-`
 * without it; short options in clusters, the value joined or the next token, an optional one only joined; `-h` and
 * `--help` print the usage and end.
 *
 * Source: tools/lib/subcmd/parse-options.c of Linux 6.1.
 */
export function readPerfOptions(argv: readonly string[], table: readonly Option[]): PerfReading {
  const options: Reading[] = [];
  const waiting = [...argv];
  for (let token = waiting[0]; token !== undefined; token = waiting[0]) {
    if (!token.startsWith('-') || token === '-') break;
    waiting.shift();
    if (token === '--') break;
    if (token.startsWith('--')) {
      if (usages.has(token)) return { options, command: [] };
      options.push(readLong(token.slice(2), waiting, table));
    } else if (readCluster(token.slice(1), waiting, table, options) === 'ends') {
      return { options, command: [] };
    }
    if (options.at(-1)?.kind === 'refused') return { options, command: [] };
  }
  return { options, command: waiting.map((text) => ({ text, isWhole: true })) };
}

const usages: ReadonlySet<string> = new Set(['--help', '--help-all', '--list-opts', '--list-cmds']);

function readCluster(
  cluster: string,
  waiting: string[],
  table: readonly Option[],
  readings: Reading[],
): 'goes on' | 'ends' {
  let isFirst = true;
  for (let rest = cluster; rest !== ''; ) {
    if (rest.startsWith('h')) return 'ends';
    const letter = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    rest = rest.slice(letter.length);
    const option = table.find(({ names }) => names.includes(letter));
    if (option === undefined) {
      readings.push(refused(`perf has no switch ${quote(letter)}`));
      return 'ends';
    }
    if (option.arity === 'none') {
      readings.push({ kind: 'option', option });
      if (isFirst && rest !== '' && isTypo(cluster, table)) {
        readings.push(refused(`perf takes -${cluster} for a long option`));
        return 'ends';
      }
    } else {
      readings.push(toReading(option, rest === '' ? undefined : rest, waiting));
      rest = '';
    }
    isFirst = false;
  }
  return 'goes on';
}

function isTypo(cluster: string, table: readonly Option[]): boolean {
  if (cluster.length < 3) return false;
  return cluster.startsWith('no-') || longNames(table).some(({ name }) => name.startsWith(cluster));
}

interface Match {
  readonly option: Option;
  readonly isNegated: boolean;
}

function readLong(text: string, waiting: string[], table: readonly Option[]): Reading {
  const match = matchLong(text, table);
  if (match === undefined) return refused(`perf sees no single option in ${quote(text)}`);
  const { option, isNegated } = match;
  const joined = text.includes('=') ? text.slice(text.indexOf('=') + 1) : undefined;
  if (!isNegated && option.arity !== 'none') return toReading(option, joined, waiting);
  return joined === undefined
    ? { kind: 'option', option, isNegated }
    : refused(`${quote(text)} takes no value`);
}

/** The option that a long name means: an exact one at once, else the only abbreviated one. */
function matchLong(text: string, table: readonly Option[]): Match | undefined {
  const meant: Match[] = [];
  for (const { name, option } of longNames(table)) {
    const how = compare(text, name);
    if (how === undefined) continue;
    const match = { option, isNegated: how.isNegated };
    if (how.isExact) return match;
    meant.push(match);
  }
  return meant.length === 1 ? meant[0] : undefined;
}

/** How what was typed relates to a name of the table: step by step as the parser compares them. */
function compare(text: string, name: string): { isExact: boolean; isNegated: boolean } | undefined {
  const typed = text.split('=')[0] ?? '';
  if (text.startsWith(name)) return exactly(text.slice(name.length), false);
  if (name.startsWith('no-')) {
    const positive = name.slice('no-'.length);
    if (text.startsWith(positive)) return exactly(text.slice(positive.length), true);
    if (positive.startsWith(text)) return { isExact: false, isNegated: true };
  }
  if (name.startsWith(typed)) return { isExact: false, isNegated: false };
  if ('no-'.startsWith(text)) return { isExact: false, isNegated: true };
  if (!text.startsWith('no-')) return undefined;
  const rest = text.slice('no-'.length);
  if (rest.startsWith(name)) return exactly(rest.slice(name.length), true);
  return name.startsWith(rest) ? { isExact: false, isNegated: true } : undefined;
}

function exactly(rest: string, isNegated: boolean): { isExact: true; isNegated: boolean } | undefined {
  return rest === '' || rest.startsWith('=') ? { isExact: true, isNegated } : undefined;
}

function longNames(table: readonly Option[]): readonly { readonly name: string; readonly option: Option }[] {
  return table.flatMap((option) =>
    option.names.filter((name) => name.length > 1).map((name) => ({ name, option })),
  );
}

function toReading(option: Option, joined: string | undefined, waiting: string[]): Reading {
  if (joined !== undefined) return { kind: 'option', option, value: { text: joined, isWhole: false } };
  const mayFollow = option.arity === 'required' || !(waiting[0]?.startsWith('-') ?? true);
  const next = option.arity !== 'optional' && mayFollow ? waiting.shift() : undefined;
  if (next !== undefined) return { kind: 'option', option, value: { text: next, isWhole: true } };
  return option.arity === 'required'
    ? refused(`${quote(option.names.at(-1) ?? '')} lacks its value`)
    : { kind: 'option', option };
}
