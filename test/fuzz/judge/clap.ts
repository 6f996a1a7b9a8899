import { quote } from './judgement.ts';
import { type Option, type Reading, refused } from './option.ts';
import type { Value } from './values.ts';

/**
 * Reads the arguments of a command as clap 4 does: options and operands in any order, `--` ends the options; long
 * names exact; `--name=value` and `--name value`; short options in clusters, whose value may be joined with or
 * without `=`, which is dropped. A separate value must not begin with a dash, except a lone one. An option may be
 * given once unless it is counted.
 *
 * Source: documentation of clap 4.6, modules `_concepts` and `Arg`; parser/parser.rs of the same.
 */
export function readClap(
  argv: readonly string[],
  table: readonly Option[],
  counted: ReadonlySet<string> = new Set(),
): readonly Reading[] {
  const readings: Reading[] = [];
  const seen = new Set<Option>();
  const waiting = [...argv];
  for (let token = waiting.shift(); token !== undefined; token = waiting.shift()) {
    if (token === '--') return [...readings, ...waiting.map(toOperand)];
    if (!token.startsWith('-') || token === '-') {
      readings.push(toOperand(token));
      continue;
    }
    const taken = token.startsWith('--')
      ? [readLong(token.slice(2), waiting, table)]
      : readCluster(token.slice(1), waiting, table);
    for (const reading of taken) {
      readings.push(reading);
      if (reading.kind !== 'option') return readings;
      const isRepeated = seen.has(reading.option) && !reading.option.names.some((name) => counted.has(name));
      if (isRepeated) return [...readings, refused(`${quote(token)} is given twice`)];
      seen.add(reading.option);
    }
  }
  return readings;
}

function toOperand(text: string): Reading {
  return { kind: 'operand', value: { text, isWhole: true } };
}

function readLong(text: string, waiting: string[], table: readonly Option[]): Reading {
  const [name = '', ...parts] = text.split('=');
  const option = table.find(({ names }) => name.length > 1 && names.includes(name));
  if (option === undefined) return refused(`there is no option ${quote(name)}`);
  const joined = text.includes('=') ? parts.join('=') : undefined;
  if (option.arity !== 'none') return toReading(option, joined, waiting);
  return joined === undefined ? { kind: 'option', option } : refused(`${quote(name)} takes no value`);
}

function readCluster(cluster: string, waiting: string[], table: readonly Option[]): readonly Reading[] {
  const readings: Reading[] = [];
  for (let rest = cluster; rest !== ''; ) {
    const letter = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    rest = rest.slice(letter.length);
    const option = table.find(({ names }) => names.includes(letter));
    if (option === undefined) return [...readings, refused(`there is no option ${quote(letter)}`)];
    if (option.arity !== 'none') {
      const joined = rest === '' ? undefined : rest.replace(/^=/, '');
      return [...readings, toReading(option, joined, waiting)];
    }
    readings.push({ kind: 'option', option });
  }
  return readings;
}

function toReading(option: Option, joined: string | undefined, waiting: string[]): Reading {
  if (joined !== undefined) return { kind: 'option', option, value: { text: joined, isWhole: false } };
  const value = takeNext(waiting);
  if (value !== undefined) return { kind: 'option', option, value };
  return option.arity === 'required'
    ? refused(`${quote(option.names.at(-1) ?? '')} lacks its value`)
    : { kind: 'option', option };
}

function takeNext(waiting: string[]): Value | undefined {
  const [text] = waiting;
  if (text === undefined || (text.startsWith('-') && text !== '-')) return undefined;
  waiting.shift();
  return { text, isWhole: true };
}
