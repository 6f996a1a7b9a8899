import { type Context, firstHarm, type Harm, harmful, harmless, type Judgement } from './judgement.ts';
import type { Check, Value } from './values.ts';

/**
 * One option of a tool with all its names, without their dashes: a name of one character is a short one, except
 * where a parser has long names only. `lastOrDefault` is perf's: the value is left out when no token follows or the
 * next begins with a dash.
 */
export interface Option {
  readonly names: readonly string[];
  readonly arity: 'none' | 'required' | 'optional' | 'lastOrDefault';
  readonly check: Check;
}

/** What a parser took from an argument list, in its order. A refusal ends the list. */
export type Reading =
  | { readonly kind: 'option'; readonly option: Option; readonly value?: Value; readonly isNegated?: boolean }
  | { readonly kind: 'operand'; readonly value: Value }
  | { readonly kind: 'refused'; readonly why: string };

/** Options without a value that only shape what is shown or counted. */
export function flags(...names: readonly string[]): readonly Option[] {
  return names.map((name) => ({ names: name.split('|'), arity: 'none', check: () => harmless }));
}

/** An option with a value; names are separated by bars: `o|output`. */
export function taking(check: Check, names: string): Option {
  return { names: names.split('|'), arity: 'required', check };
}

/** An option whose value may be left out, which is harmless. */
export function mayTake(check: Check, names: string): Option {
  return { names: names.split('|'), arity: 'optional', check };
}

/** An option that is harmful whatever its value; `why` goes on after its name. */
export function never(harm: Harm, why: string, names: string, arity: Option['arity'] = 'required'): Option {
  const all = names.split('|');
  const named = all.map((name) => (name.length === 1 ? `-${name}` : `--${name}`)).join(', ');
  return { names: all, arity, check: () => harmful(harm, `${named} ${why}`) };
}

export function refused(why: string): Reading {
  return { kind: 'refused', why };
}

/** The first harm of the options; operands are left to the tool. An option that is taken back does nothing. */
export function judgeOptions(readings: readonly Reading[], context: Context): Judgement {
  return firstHarm(readings.map((reading) => judgeReading(reading, context)));
}

function judgeReading(reading: Reading, context: Context): Judgement {
  switch (reading.kind) {
    case 'operand':
      return harmless;
    case 'refused':
      return harmful('unreadable', reading.why);
    case 'option':
      return reading.isNegated === true ? harmless : reading.option.check(reading.value, context);
    default:
      return reading satisfies never;
  }
}

export function operandsOf(readings: readonly Reading[]): readonly Value[] {
  return readings.flatMap((reading) => (reading.kind === 'operand' ? [reading.value] : []));
}

/** The last mention of an option, which is the one that counts. */
export function lastOf(
  readings: readonly Reading[],
  name: string,
): (Reading & { kind: 'option' }) | undefined {
  return readings.findLast(
    (reading): reading is Reading & { kind: 'option' } =>
      reading.kind === 'option' && reading.option.names.includes(name),
  );
}
