import { parseInteger } from './parse-integer.ts';
import type { ValueReading } from './value-reading.ts';

const maxParts = 64;

/** Reads `0-3,5`: CPUs and ranges in rising order that do not overlap; or the word `all`, where there is one. */
export function readCpuList(text: string, maxCpu: number, all?: string): ValueReading {
  if (all !== undefined && text === all) return { kind: 'read', canonical: text };
  const unreadable: ValueReading = {
    kind: 'unreadable',
    wanted: `${all === undefined ? '' : `${all}, or `}CPUs of 0 to ${maxCpu} in rising order, as in 0-3,5`,
  };
  const parts = text.split(',');
  if (parts.length > maxParts) return unreadable;
  let previous = -1;
  for (const part of parts) {
    const ends = part.split('-').map(parseInteger);
    const [first, last = first] = ends;
    if (ends.length > 2 || first === undefined || last === undefined || ends.includes(undefined)) {
      return unreadable;
    }
    if (first <= previous || last > maxCpu || (ends.length === 2 && last <= first)) return unreadable;
    previous = last;
  }
  return { kind: 'read', canonical: text };
}
