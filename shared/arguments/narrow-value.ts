import { listSome } from '../domain/list-some.ts';
import type { EventName, ValueGrammar } from './baseline/option-grammar.ts';
import { quoteText } from './quote-text.ts';
import { compileTextPattern } from './text-pattern.ts';
import { findEvent } from './values/read-events.ts';

/** What a policy says of a value. */
export interface ValueNarrowing {
  readonly type?: string;
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly string[];
  readonly pattern?: string;
}

export type Narrowed =
  | { readonly kind: 'narrowed'; readonly value: ValueGrammar }
  /** It is more than the baseline allows (`outside`), or leaves no value at all (`empty`). */
  | {
      readonly kind: 'outside' | 'empty';
      /** The member of the narrowing that it is about, as `.values[1]`; `''`: all of it. */
      readonly field: string;
      /** What is wrong, and what would be right. */
      readonly why: string;
    };

type Way = 'min' | 'max' | 'values' | 'pattern';

/** A grammar that allows no more than the one given and no more than the policy. */
export function narrowValue(grammar: ValueGrammar, by: ValueNarrowing): Narrowed {
  if (by.type !== undefined && by.type !== grammar.kind) {
    const why = `"${quoteText(by.type)}" is not its type: write ${grammar.kind}, or leave it out`;
    return { kind: 'outside', field: '.type', why };
  }
  switch (grammar.kind) {
    case 'integer':
      return (
        refuseOthers(by, ['min', 'max']) ??
        narrowRange(by, grammar.min, grammar.max, (min, max) => ({ ...grammar, min, max }))
      );
    case 'enum':
      return (
        refuseOthers(by, ['values', 'pattern']) ??
        narrowMembers(by, grammar.values, (values) => ({ ...grammar, values }))
      );
    case 'events':
      return refuseOthers(by, ['values', 'pattern']) ?? narrowEvents(by, grammar);
    case 'callGraph':
      return refuseOthers(by, ['min', 'max', 'values']) ?? narrowCallGraph(by, grammar);
    case 'words':
      return (
        refuseOthers(by, ['values', 'pattern']) ??
        narrowMembers(by, grammar.words, (words) => ({ ...grammar, words }))
      );
    case 'targetPids':
    case 'seconds':
    case 'duration':
    case 'name':
    case 'cpuList':
    case 'netDevice':
      return refuseOthers(by, []) ?? { kind: 'narrowed', value: grammar };
    default:
      return grammar satisfies never;
  }
}

function narrowEvents(
  by: ValueNarrowing,
  grammar: Extract<ValueGrammar, { readonly kind: 'events' }>,
): Narrowed {
  // A policy may name an event by any of its names; a pattern is held to the first, which is what is executed.
  const names = by.values?.map((value) => findEvent(value, grammar.events)?.name ?? value);
  const byName = new Map(grammar.events.map((event): [string, EventName] => [event.name, event]));
  return narrowMembers(
    { ...by, ...(names === undefined ? {} : { values: names }) },
    [...byName.keys()],
    (left) => ({ ...grammar, events: grammar.events.filter(({ name }) => left.includes(name)) }),
  );
}

function narrowCallGraph(
  by: ValueNarrowing,
  grammar: Extract<ValueGrammar, { readonly kind: 'callGraph' }>,
): Narrowed {
  const { minStackBytes: min, maxStackBytes: max } = grammar;
  const bounded = narrowRange(by, min, max, (minStackBytes, maxStackBytes) => ({
    ...grammar,
    minStackBytes,
    maxStackBytes,
  }));
  if (bounded.kind !== 'narrowed' || bounded.value.kind !== 'callGraph') return bounded;
  const { value } = bounded;
  return narrowMembers(by, grammar.modes, (left) => ({
    ...value,
    modes: grammar.modes.filter((mode) => left.includes(mode)),
  }));
}

function narrowRange(
  by: ValueNarrowing,
  min: number,
  max: number,
  make: (min: number, max: number) => ValueGrammar,
): Narrowed {
  const [low, high] = [by.min ?? min, by.max ?? max];
  const right = `give ${min} to ${max}`;
  for (const [field, bound] of [
    ['.min', low],
    ['.max', high],
  ] as const) {
    if (bound >= min && bound <= max) continue;
    const side = bound < min ? `below ${min}, the least` : `above ${max}, the most`;
    return { kind: 'outside', field, why: `${bound} is ${side} that the baseline allows: ${right}` };
  }
  if (low > high) {
    return {
      kind: 'empty',
      field: '.min',
      why: `${low} is above max, ${high}: no value would be left: ${right}`,
    };
  }
  return { kind: 'narrowed', value: make(low, high) };
}

function narrowMembers(
  by: ValueNarrowing,
  members: readonly string[],
  make: (members: readonly string[]) => ValueGrammar,
): Narrowed {
  const known = listSome(members);
  const stranger = by.values?.findIndex((value) => !members.includes(value)) ?? -1;
  if (stranger >= 0) {
    const why = `"${quoteText(by.values?.[stranger] ?? '')}" is not in the baseline: use ${known}`;
    return { kind: 'outside', field: `.values[${stranger}]`, why };
  }
  const listed = members.filter((member) => by.values?.includes(member) ?? true);
  if (by.pattern === undefined) return { kind: 'narrowed', value: make(listed) };
  const pattern = compileTextPattern(by.pattern);
  if (pattern.kind === 'faulty') return { kind: 'outside', field: '.pattern', why: pattern.why };
  const left = listed.filter(pattern.matches);
  if (left.length > 0) return { kind: 'narrowed', value: make(left) };
  const why = `matches none of ${listSome(listed)}: no value would be left: write one that matches all of a value`;
  return { kind: 'empty', field: '.pattern', why };
}

/** A narrowing in a way that values of this type do not have. */
function refuseOthers(by: ValueNarrowing, ways: readonly Way[]): Narrowed | undefined {
  const odd = (['min', 'max', 'values', 'pattern'] as const).find(
    (way) => by[way] !== undefined && !ways.includes(way),
  );
  if (odd === undefined) return undefined;
  const right = ways.length === 0 ? 'are allowed all or none' : `take ${ways.join(' and ')}`;
  return { kind: 'outside', field: `.${odd}`, why: `values of its type ${right}: leave ${odd} out` };
}
