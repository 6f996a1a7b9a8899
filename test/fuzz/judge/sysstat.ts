import { type Context, firstHarm, harmful, harmless, type Judgement, quote } from './judgement.ts';
import { readSlot } from './slots.ts';
import { type Check, count, positive, unfit, type Value } from './values.ts';

/**
 * How one of sysstat's tools reads its own list: token by token. Words are compared whole; every other token that
 * begins with a dash is a cluster of letters; the rest are interval and count, or devices.
 */
export interface SysstatGrammar {
  /** Options compared as a whole word, with the token after them where they take one. */
  readonly words: ReadonlyMap<string, WordOption>;
  /** Options that carry their value after `=`, by what stands before it and including it. */
  readonly prefixes: ReadonlyMap<string, Check>;
  /** Letters that may stand in a cluster. */
  readonly letters: string;
  /** A dashed number that stands for a day: sar's. */
  readonly day?: RegExp;
  /** Tokens that a cluster ending in a letter takes with it. */
  readonly followers?: ReadonlyMap<string, readonly string[]>;
  /** What a token is that is neither an option nor a number. */
  readonly operand: Check;
}

export interface WordOption {
  /** `optional` takes the next token unless that begins with a dash or is a number. */
  readonly takes: 'nothing' | 'next' | 'optional' | 'rest';
  readonly check: Check;
}

/** Judges a list of iostat, mpstat, pidstat or sar. No count means until stopped, which a stop signal does. */
export function judgeSysstat(argv: readonly string[], grammar: SysstatGrammar, context: Context): Judgement {
  const judgements: Judgement[] = [];
  const numbers: Value[] = [];
  const waiting = [...argv];
  for (let token = waiting.shift(); token !== undefined; token = waiting.shift()) {
    const value = { text: token, isWhole: true };
    const word = grammar.words.get(token);
    const prefix = [...grammar.prefixes.keys()].find((each) => value.text.startsWith(each));
    if (word !== undefined) judgements.push(judgeWord(token, word, waiting, context));
    else if (prefix !== undefined) {
      judgements.push(
        grammar.prefixes.get(prefix)?.({ text: token.slice(prefix.length), isWhole: false }, context) ??
          harmless,
      );
    } else if (token.startsWith('-')) judgements.push(judgeCluster(token, grammar, waiting));
    else if (isNumber(token)) numbers.push(value);
    else judgements.push(grammar.operand(value, context));
  }
  return firstHarm([...judgements, judgeTimes(numbers, context)]);
}

/** Whether the tool will see digits alone, also once a slot is filled. */
function isNumber(token: string): boolean {
  const kind = readSlot(token)?.kind;
  return /^[0-9]*$/.test(token) || kind === 'durationSeconds' || kind === 'pid';
}

function judgeWord(
  name: string,
  { takes, check }: WordOption,
  waiting: string[],
  context: Context,
): Judgement {
  const [next] = waiting;
  switch (takes) {
    case 'nothing':
      return check(undefined, context);
    case 'rest':
      waiting.length = 0;
      return check(undefined, context);
    case 'optional':
      if (next === undefined || next.startsWith('-') || isNumber(next)) return check(undefined, context);
      waiting.shift();
      return check({ text: next, isWhole: true }, context);
    case 'next':
      waiting.shift();
      return next === undefined
        ? harmful('unreadable', `${name} lacks its value`)
        : check({ text: next, isWhole: true }, context);
    default:
      return takes satisfies never;
  }
}

function judgeCluster(
  token: string,
  { letters, day, followers }: SysstatGrammar,
  waiting: string[],
): Judgement {
  if (day?.test(token) === true) return harmless;
  const unknown = Array.from(token.slice(1)).find((letter) => !letters.includes(letter));
  if (unknown !== undefined)
    return harmful('unreadable', `${quote(token)}: there is no option ${quote(unknown)}`);
  if (followers?.get(token.at(-1) ?? '')?.includes(waiting[0] ?? '') === true) waiting.shift();
  return harmless;
}

/** Interval and count. The tools refuse a count of 0. */
function judgeTimes([interval, times, more]: readonly Value[], context: Context): Judgement {
  return firstHarm([
    count(interval, context),
    positive(times, context),
    more === undefined ? harmless : unfit(more, 'nothing more'),
  ]);
}

/** A tool's option that has no value, for the map of words. */
export const plainWord: WordOption = { takes: 'nothing', check: () => harmless };

/** A list of CPUs, or ALL. */
export const cpus: Check = (value) =>
  value === undefined ||
  /^(?:ALL|(?:all|ON|[0-9]+(?:-[0-9]+)?)(?:,(?:all|[0-9]+(?:-[0-9]+)?))*)$/.test(value.text)
    ? harmless
    : unfit(value, 'a CPU list');

/** Names of disks, interfaces or file systems, as the tool prints them. */
export const deviceNames: Check = (value) =>
  value === undefined || /^[A-Za-z0-9][A-Za-z0-9_.:@-]*(?:,[A-Za-z0-9][A-Za-z0-9_.:@-]*)*$/.test(value.text)
    ? harmless
    : unfit(value, 'device names');

/** How many places follow the decimal point. */
export const places: Check = (value) =>
  value === undefined || /^[0-2]$/.test(value.text) ? harmless : unfit(value, 'a number of places');
