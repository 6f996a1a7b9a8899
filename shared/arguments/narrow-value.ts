import type { ValueGrammar } from './baseline/tool-baseline.ts';
import { findEvent } from './values/read-events.ts';

/** What a policy says of a value. */
export interface ValueNarrowing {
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly string[];
}

export type Narrowed =
  | { readonly kind: 'narrowed'; readonly value: ValueGrammar }
  | { readonly kind: 'wider'; readonly why: string };

/** A grammar that allows no more than the one given and no more than the policy. */
export function narrowValue(grammar: ValueGrammar, by: ValueNarrowing): Narrowed {
  switch (grammar.kind) {
    case 'integer':
      if (by.values !== undefined) return wider('takes min and max, not values');
      return narrowRange(by, grammar.min, grammar.max, (min, max) => ({ ...grammar, min, max }));
    case 'enum':
      if (hasRange(by)) return wider('takes values, not min or max');
      return narrowMembers(by, grammar.values, (values) => ({ ...grammar, values }));
    case 'events': {
      if (hasRange(by)) return wider('takes values, not min or max');
      const found = (by.values ?? []).map((value) => findEvent(value, grammar.events));
      const missing = by.values?.find((_, index) => found[index] === undefined);
      if (missing !== undefined) return wider(`knows no event "${missing}"`);
      const events =
        by.values === undefined ? grammar.events : grammar.events.filter((e) => found.includes(e));
      return { kind: 'narrowed', value: { ...grammar, events } };
    }
    case 'callGraph': {
      const modes = narrowMembers(by, grammar.modes, (values) => ({
        ...grammar,
        modes: grammar.modes.filter((mode) => values.includes(mode)),
      }));
      if (modes.kind === 'wider' || modes.value.kind !== 'callGraph') return modes;
      const { value } = modes;
      return narrowRange(
        by,
        grammar.minStackBytes,
        grammar.maxStackBytes,
        (minStackBytes, maxStackBytes) => ({
          ...value,
          minStackBytes,
          maxStackBytes,
        }),
      );
    }
    case 'words':
      if (hasRange(by)) return wider('takes values, not min or max');
      return narrowMembers(by, grammar.words, (words) => ({ ...grammar, words }));
    case 'targetPids':
    case 'seconds':
    case 'duration':
    case 'name':
    case 'cpuList':
    case 'netDevice':
      if (hasRange(by) || by.values !== undefined) return wider('has values that a policy cannot narrow');
      return { kind: 'narrowed', value: grammar };
    default:
      return grammar satisfies never;
  }
}

function narrowRange(
  by: ValueNarrowing,
  min: number,
  max: number,
  make: (min: number, max: number) => ValueGrammar,
): Narrowed {
  const [low, high] = [by.min ?? min, by.max ?? max];
  if (low < min || high > max || low > high) {
    return wider(`takes ${min} to ${max}, so that ${low} to ${high} is not within it`);
  }
  return { kind: 'narrowed', value: make(low, high) };
}

function narrowMembers(
  by: ValueNarrowing,
  members: readonly string[],
  make: (members: readonly string[]) => ValueGrammar,
): Narrowed {
  const stranger = by.values?.find((value) => !members.includes(value));
  if (stranger !== undefined) return wider(`takes ${members.join(', ')}, not "${stranger}"`);
  return { kind: 'narrowed', value: make(by.values ?? members) };
}

function hasRange(by: ValueNarrowing): boolean {
  return by.min !== undefined || by.max !== undefined;
}

function wider(why: string): Narrowed {
  return { kind: 'wider', why };
}
