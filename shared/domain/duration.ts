const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** The form of a duration in every Kind: one or more of `<integer><ms|s|m|h|d>`, largest unit first or not. */
export const durationPattern = '^([0-9]{1,9}(ms|s|m|h|d))+$';

/**
 * Reads a duration as people write it (`90s`, `2m30s`, `7d`) to whole milliseconds.
 * Undefined for anything else, a sign, a fraction, or more than 2^53 − 1 ms.
 */
export function parseDurationMs(text: string): number | undefined {
  if (text.length > 64 || !new RegExp(durationPattern).test(text)) return undefined;
  let total = 0;
  for (const [, digits, unit] of text.matchAll(/([0-9]+)(ms|s|m|h|d)/g)) {
    total += Number(digits) * (unitMs.get(unit ?? '') ?? Number.NaN);
  }
  return Number.isSafeInteger(total) ? total : undefined;
}

/** Writes milliseconds in the same form: 150000 → `2m30s`, 0 → `0s`; days only where it is two or more whole ones. */
export function toDurationText(ms: number): string {
  let rest = Math.round(ms);
  if (rest === 0) return '0s';
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = unitMs.get(unit) ?? 1;
    if (unit === 'd' && (rest < 2 * size || rest % size !== 0)) continue;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
