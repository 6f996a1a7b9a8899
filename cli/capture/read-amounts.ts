import { parseDurationMs } from '../../shared/domain/duration.ts';
import type { JsonObject } from '../../shared/rpc/struct.ts';

/** What a number counts, for the sentence that refuses one. */
type Unit = 'per cent' | 'nodes' | 'tries';

/** A whole number, or undefined where none is given or it is none, which is added to `faults`. */
export function readWhole(
  option: string,
  text: string | undefined,
  [minimum, maximum, unit]: readonly [number, number, Unit],
  faults: string[],
): number | undefined {
  if (text === undefined) return undefined;
  const digits = unit === 'per cent' ? text.replace(/%$/, '') : text;
  const value = /^[0-9]{1,6}$/.test(digits) ? Number(digits) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  faults.push(`${option} "${text}" is not a whole number of ${unit} from ${minimum} to ${maximum}`);
  return undefined;
}

/** Milliseconds, or undefined where none is given or it is none, which is added to `faults`. */
export function readDuration(option: string, text: string | undefined, faults: string[]): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDurationMs(text);
  if (ms === undefined) faults.push(`${option} "${text}" is not a duration: write it as 90s, 2m30s or 1h`);
  return ms;
}

/** An instant as typed; one that is no RFC 3339 date and time with its zone is added to `faults`. */
export function readInstant(option: string, text: string | undefined, faults: string[]): string | undefined {
  if (text === undefined) return undefined;
  const isWhole = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/.test(text);
  if (isWhole && !Number.isNaN(Date.parse(text))) return text;
  faults.push(`${option} "${text}" is not an instant: write it with its zone, as 2030-01-31T14:05:00Z`);
  return undefined;
}

/** Labels as `key=value,key=value`, or undefined where they are none, which is added to `faults`. */
export function readLabels(
  option: string,
  text: string,
  faults: string[],
): Readonly<Record<string, string>> | undefined {
  const labels = new Map<string, string>();
  for (const part of text.split(',')) {
    const [, key = '', value = ''] = /^([^=]+)=([^=]*)$/.exec(part.trim()) ?? [];
    if (key === '') {
      faults.push(`${option} "${text}" is not a list of labels: write it as pool=blue,zone=a`);
      return undefined;
    }
    labels.set(key, value);
  }
  return Object.fromEntries(labels);
}

/** The object, or undefined where nothing in it is given. */
export function withSome(object: JsonObject): JsonObject | undefined {
  return Object.values(object).every((value) => value === undefined) ? undefined : object;
}
