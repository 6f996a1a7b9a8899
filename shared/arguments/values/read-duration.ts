import type { ValueGrammar } from '../baseline/option-grammar.ts';
import { parseInteger } from './parse-integer.ts';
import type { ValueReading } from './value-reading.ts';

type DurationGrammar = Extract<ValueGrammar, { readonly kind: 'duration' }>;

/** Reads a whole number and one of the grammar's units, as `10ms`. */
export function readDuration(text: string, { units, minNs, maxNs }: DurationGrammar): ValueReading {
  for (const { suffix, ns } of units) {
    const count = text.endsWith(suffix)
      ? parseInteger(text.slice(0, text.length - suffix.length))
      : undefined;
    if (count !== undefined && count * ns >= minNs && count * ns <= maxNs)
      return { kind: 'read', canonical: text };
  }
  return { kind: 'unreadable', wanted: describeDuration({ units, minNs, maxNs }) };
}

/** As `a whole number with one of us, ms: 100us to 1000ms`. */
export function describeDuration({ units, minNs, maxNs }: Omit<DurationGrammar, 'kind'>): string {
  const toText = (total: number): string => {
    const { suffix, ns } = units.findLast((unit) => total % unit.ns === 0) ?? { suffix: 'ns', ns: 1 };
    return `${total / ns}${suffix}`;
  };
  const names = units.map(({ suffix }) => suffix).join(', ');
  return `a whole number with one of ${names}: ${toText(minNs)} to ${toText(maxNs)}`;
}
