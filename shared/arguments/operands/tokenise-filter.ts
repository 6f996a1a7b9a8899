import { isIPv4, isIPv6 } from 'node:net';
import { escapedWords, filterWords } from './filter-words.ts';

export type TokenisedFilter =
  | { readonly kind: 'tokens'; readonly tokens: readonly string[] }
  | { readonly kind: 'unreadable'; readonly text: string };

const blanks = /[ \t]*/y;
/** The longest first, as the scanner of libpcap reads them. */
const operators = /&&|\|\||!=|==|<=|>=|<<|>>|[()[\]&|!=<>+\-*/%^:]/y;
/** Whatever is neither blank nor operator; addresses hold colons and slashes, words hold dashes. */
const word = /\\?[0-9A-Za-z][0-9A-Za-z.\-:/]*|::[0-9A-Za-z:./]*/y;
const decimal = /^(?:0|[1-9][0-9]{0,9})$/;
const hexadecimal = /^0x[0-9a-f]{1,8}$/;
const range = /^([1-9][0-9]{0,4})-([1-9][0-9]{0,4})$/;
const mac = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;
const maxPort = 65_535;

/**
 * Takes a part of a filter apart into words that are known to be harmless, or says where that is not possible. `before` is
 * the word that it follows.
 */
export function tokeniseFilter(text: string, before: string | undefined): TokenisedFilter {
  const tokens: string[] = [];
  for (let at = 0; ; ) {
    at = matchAt(blanks, text, at)?.end ?? at;
    if (at >= text.length) return { kind: 'tokens', tokens };
    const found = readWord(text, at, tokens.at(-1) ?? before) ?? matchAt(operators, text, at);
    if (found === undefined) return { kind: 'unreadable', text: text.slice(at, at + 40) };
    tokens.push(found.text);
    at = found.end;
  }
}

interface Match {
  readonly text: string;
  readonly end: number;
}

/** The longest known word: `tcp[0:1]` has one before the colon, `fe80::1` is one with colons. */
function readWord(text: string, at: number, before: string | undefined): Match | undefined {
  const whole = matchAt(word, text, at);
  if (whole === undefined) return undefined;
  if (isKnown(whole.text) || isKnownAfter(before, whole.text)) return whole;
  const plain = /^[^-:/]+/.exec(whole.text)?.[0] ?? '';
  return isKnown(plain) ? { text: plain, end: at + plain.length } : undefined;
}

/** What is a name for the scanner of libpcap: anywhere but after these words it would be a host's, to be looked up. */
function isKnownAfter(before: string | undefined, text: string): boolean {
  switch (before) {
    case 'portrange':
      return isPortRange(text);
    case 'proto':
    case 'protochain':
      return escapedWords.has(text);
    default:
      return false;
  }
}

function isKnown(text: string): boolean {
  return (
    filterWords.has(text) || decimal.test(text) || hexadecimal.test(text) || mac.test(text) || isAddress(text)
  );
}

function isPortRange(text: string): boolean {
  const [, first, last] = range.exec(text) ?? [];
  return first !== undefined && Number(first) <= Number(last) && Number(last) <= maxPort;
}

/** An address, or a net with the length of its prefix. */
function isAddress(text: string): boolean {
  const [address = '', length, surplus] = text.split('/');
  if (surplus !== undefined) return false;
  const longest = isIPv4(address) ? 32 : isIPv6(address) ? 128 : undefined;
  if (longest === undefined) return false;
  return length === undefined || (decimal.test(length) && Number(length) <= longest);
}

function matchAt(pattern: RegExp, text: string, at: number): Match | undefined {
  pattern.lastIndex = at;
  const [found] = pattern.exec(text) ?? [];
  return found === undefined ? undefined : { text: found, end: at + found.length };
}
