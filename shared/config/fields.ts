import { isAbsolute } from 'node:path';
import type { Field } from './read-config.ts';

const quote = (text: string): string => JSON.stringify(text);

function make<Value>(
  variable: string,
  parse: (text: string) => Value,
  fallback: readonly [] | readonly [Value],
): Field<Value> {
  return fallback.length === 0 ? { variable, parse } : { variable, parse, fallback: fallback[0] };
}

/** An absolute path. */
export function pathField(variable: string, ...fallback: [] | [string]): Field<string>;
export function pathField(variable: string, fallback: undefined): Field<string | undefined>;
export function pathField(
  variable: string,
  ...fallback: [] | [string | undefined]
): Field<string | undefined> {
  return make(variable, parsePath, fallback);
}

/** `host:port`; an IPv6 host in brackets. */
export function addressField(variable: string, ...fallback: [] | [string]): Field<string> {
  return make(variable, parseAddress, fallback);
}

/** A whole number from 0 to 2^53 − 1. */
export function wholeNumberField<Fallback = never>(
  variable: string,
  ...fallback: [] | [number | Fallback]
): Field<number | Fallback> {
  return make<number | Fallback>(variable, parseWholeNumber, fallback);
}

/** One of the words. */
export function wordField<Word extends string>(
  variable: string,
  words: readonly Word[],
  ...fallback: [] | [Word]
): Field<Word> {
  const parse = (text: string): Word => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw new RangeError(`${quote(text)} is none of ${words.join(', ')}`);
    return word;
  };
  return make(variable, parse, fallback);
}

/** `1` or `true` is true, `0` or `false` is false. */
export function switchField<Fallback = never>(
  variable: string,
  ...fallback: [] | [boolean | Fallback]
): Field<boolean | Fallback> {
  const parse = (text: string): boolean => {
    if (text === '1' || text === 'true') return true;
    if (text === '0' || text === 'false') return false;
    throw new RangeError(`${quote(text)} is no switch: write 1 or 0`);
  };
  return make<boolean | Fallback>(variable, parse, fallback);
}

/** Any text; the caller's parser may refuse it by a RangeError. */
export function textField<Value>(
  variable: string,
  parse: (text: string) => Value,
  ...fallback: [] | [Value]
): Field<Value> {
  return make(variable, parse, fallback);
}

/** `key=value,key=value`; keys are letters, digits and `._/-`, and stand once. */
export function pairsField(
  variable: string,
  ...fallback: [] | [ReadonlyMap<string, string>]
): Field<ReadonlyMap<string, string>> {
  return make(variable, parsePairs, fallback);
}

function parsePath(text: string): string {
  if (!isAbsolute(text) || text.includes('\0'))
    throw new RangeError(`${quote(text)} is not an absolute path`);
  return text;
}

function parseAddress(text: string): string {
  const port = Number(/^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})$/.exec(text)?.[1] ?? Number.NaN);
  if (!(port <= 65_535)) throw new RangeError(`${quote(text)} is no address: write host:port`);
  return text;
}

function parseWholeNumber(text: string): number {
  const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new RangeError(`${quote(text)} is not a whole number`);
  return value;
}

function parsePairs(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const part of text.split(',')) {
    const [, key = '', value = ''] = /^([A-Za-z0-9][A-Za-z0-9._/-]*)=(.*)$/.exec(part) ?? [];
    if (key === '') throw new RangeError(`${quote(part)} is no pair: write key=value,key=value`);
    if (pairs.has(key)) throw new RangeError(`${quote(key)} stands twice`);
    pairs.set(key, value);
  }
  return pairs;
}
