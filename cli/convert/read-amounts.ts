import { parseDurationMs, toDurationText } from '../../shared/domain/duration.ts';
import { parseBytes, parseCpuPercent } from '../../shared/domain/quantity.ts';
import { showValue } from '../../shared/kinds/validate-fault.ts';
import type { Reading } from './field-row.ts';

/** Go's units of a duration (time.ParseDuration), in milliseconds. */
const goUnitMs: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1e3],
  ['m', 6e4],
  ['h', 3.6e6],
]);

/** Suffixes of Kubernetes quantities. */
const quantityFactors: ReadonlyMap<string, number> = new Map([
  ['n', 1e-9],
  ['u', 1e-6],
  ['m', 1e-3],
  ['', 1],
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['E', 1e18],
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
  ['Ti', 2 ** 40],
  ['Pi', 2 ** 50],
  ['Ei', 2 ** 60],
]);

/** A duration in Go's form, or whole seconds without a unit, in ours. Any other value is left to the validation. */
export function readDuration(value: unknown): Reading {
  if (typeof value !== 'string' || parseDurationMs(value) !== undefined) return { kind: 'value', value };
  const ms = /^[0-9]{1,9}$/.test(value) ? Number(value) * 1000 : parseGoDurationMs(value);
  if (ms === undefined || !Number.isSafeInteger(ms)) return { kind: 'value', value };
  return { kind: 'value', value: toDurationText(ms), effect: 'changed' };
}

function parseGoDurationMs(text: string): number | undefined {
  const part = /([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)/g;
  if (text.length > 64 || !new RegExp(`^(${part.source})+$`).test(text)) return undefined;
  const parts = [...text.matchAll(part)];
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (goUnitMs.get(unit ?? '') ?? 0), 0);
  return Math.round(ms);
}

/** An amount of memory in any form of a Kubernetes quantity, in ours; rounded up to whole bytes. */
export function readMemory(value: unknown): Reading {
  if (typeof value !== 'string' || parseBytes(value) !== undefined) return { kind: 'value', value };
  const bytes = Math.ceil(parseQuantity(value) ?? Number.NaN);
  if (!Number.isSafeInteger(bytes)) return { kind: 'value', value };
  const mebibytes = bytes / 2 ** 20;
  const text = bytes > 0 && Number.isInteger(mebibytes) ? `${mebibytes}Mi` : String(bytes);
  return { kind: 'value', value: text, effect: 'changed' };
}

/** An amount of CPU in any form of a Kubernetes quantity, in ours; rounded up to thousandths. */
export function readCpu(value: unknown): Reading {
  if (typeof value !== 'string' || parseCpuPercent(value) !== undefined) return { kind: 'value', value };
  const cores = parseQuantity(value);
  if (cores === undefined) return { kind: 'value', value };
  return { kind: 'value', value: `${Math.ceil(Math.round(cores * 1e6) / 1e3)}m`, effect: 'changed' };
}

/** Undefined for what is no quantity. */
function parseQuantity(text: string): number | undefined {
  const match =
    /^\+?([0-9]{1,18}\.?[0-9]{0,18}|\.[0-9]{1,18})(?:[eE]([+-]?[0-9]{1,2})|([numkMGTPE]|[KMGTPE]i)?)$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, digits, exponent, suffix = ''] = match;
  return exponent === undefined
    ? Number(digits) * (quantityFactors.get(suffix) ?? Number.NaN)
    : Number(`${digits}e${exponent}`);
}

/** A number that the old Kinds hold as text. Any other text is left to the validation. */
export function readNumberText(value: unknown): Reading {
  const isNumber = typeof value === 'string' && /^[0-9]{1,9}(\.[0-9]{1,9})?$/.test(value);
  return isNumber ? { kind: 'value', value: Number(value), effect: 'changed' } : { kind: 'value', value };
}

/** Whole days as a duration. Any other value is left to the validation. */
export function readDays(value: unknown): Reading {
  return { kind: 'value', value: Number.isInteger(value) ? `${String(value)}d` : value };
}

/** One of several words, whatever their case. */
export function readWord(value: unknown, words: ReadonlyMap<string, string>): Reading {
  const word = typeof value === 'string' ? words.get(value.trim().toLowerCase()) : undefined;
  if (word !== undefined) return { kind: 'value', value: word };
  const known = [...words.keys()].map((key) => showValue(key)).join(', ');
  return { kind: 'refused', says: `${showValue(value)} has no counterpart: known are ${known}` };
}
