import { quote } from './judgement.ts';
import { type Option, type Reading, refused } from './option.ts';
import type { Value } from './values.ts';

/** How a tool calls getopt: `stopAtOperand` is a leading `+`, `longOnly` is getopt_long_only without short options. */
export interface Dialect {
  readonly stopAtOperand?: boolean;
  readonly longOnly?: boolean;
}

/**
 * Reads an argument list as getopt_long of the GNU C library does, POSIXLY_CORRECT unset: operands may stand among
 * options unless `stopAtOperand`, a lone dash is an operand, `--` ends the options; long names may be abbreviated
 * where one option is meant; `--name=value` and `--name value`, an optional value only joined; short options in
 * clusters, the value joined or the next token, whatever that is.
 *
 * Source: getopt(3) of man-pages 6.03; glibc 2.36, posix/getopt.c, for ambiguity and for long_only.
 */
export function readGetoptLong(
  argv: readonly string[],
  table: readonly Option[],
  { stopAtOperand = false, longOnly = false }: Dialect = {},
): readonly Reading[] {
  const readings: Reading[] = [];
  const waiting = [...argv];
  for (let token = waiting.shift(); token !== undefined; token = waiting.shift()) {
    if (token === '--') return [...readings, ...waiting.map(toOperand)];
    if (!token.startsWith('-') || token === '-') {
      readings.push(toOperand(token));
      if (stopAtOperand) return [...readings, ...waiting.map(toOperand)];
    } else if (token.startsWith('--') || longOnly) {
      readings.push(readLong(token.replace(/^--?/, ''), waiting, table, longOnly));
    } else {
      readings.push(...readCluster(token.slice(1), waiting, table));
    }
    const last = readings.at(-1);
    if (last?.kind === 'refused') return readings;
  }
  return readings;
}

function toOperand(text: string): Reading {
  return { kind: 'operand', value: { text, isWhole: true } };
}

function readLong(text: string, waiting: string[], table: readonly Option[], longOnly: boolean): Reading {
  const [name = '', ...parts] = text.split('=');
  const joined: Value | undefined = text.includes('=')
    ? { text: parts.join('='), isWhole: false }
    : undefined;
  const option = findLong(name, table, longOnly);
  if (option === undefined) return refused(`no option is meant by ${quote(text)}`);
  if (option.arity === 'none') {
    return joined === undefined ? { kind: 'option', option } : refused(`${quote(name)} takes no value`);
  }
  const value = joined ?? (option.arity === 'required' ? takeNext(waiting) : undefined);
  return toReading(option, value);
}

function findLong(name: string, table: readonly Option[], longOnly: boolean): Option | undefined {
  const isLong = (candidate: string): boolean => longOnly || candidate.length > 1;
  const exact = table.find(({ names }) => names.some((each) => isLong(each) && each === name));
  if (exact !== undefined) return exact;
  const meant = table.flatMap((option) =>
    option.names.filter((each) => isLong(each) && each.startsWith(name)).map(() => option),
  );
  const [first] = meant;
  const isClear = longOnly ? meant.length === 1 : meant.every((option) => option === first);
  return isClear ? first : undefined;
}

function readCluster(cluster: string, waiting: string[], table: readonly Option[]): readonly Reading[] {
  const readings: Reading[] = [];
  for (let rest = cluster; rest !== ''; ) {
    const letter = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    rest = rest.slice(letter.length);
    const option = table.find(({ names }) => names.includes(letter));
    if (option === undefined) return [...readings, refused(`there is no option ${quote(letter)}`)];
    if (option.arity === 'none') {
      readings.push({ kind: 'option', option });
      continue;
    }
    const joined = rest === '' ? undefined : { text: rest, isWhole: false };
    const value = joined ?? (option.arity === 'required' ? takeNext(waiting) : undefined);
    return [...readings, toReading(option, value)];
  }
  return readings;
}

function takeNext(waiting: string[]): Value | undefined {
  const text = waiting.shift();
  return text === undefined ? undefined : { text, isWhole: true };
}

function toReading(option: Option, value: Value | undefined): Reading {
  if (value !== undefined) return { kind: 'option', option, value };
  return option.arity === 'required'
    ? refused(`${quote(option.names[0] ?? '')} lacks its value`)
    : { kind: 'option', option };
}
