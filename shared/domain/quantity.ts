const multipliers: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
  ['Ti', 2 ** 40],
]);

/** The form of an amount of bytes in every Kind, a subset of Kubernetes quantities. */
export const bytesPattern = '^[0-9]{1,15}(k|M|G|T|Ki|Mi|Gi|Ti)?$';

/** The form of an amount of CPU: cores (`1`, `0.5`) or thousandths (`250m`). */
export const cpuPattern = '^([0-9]{1,6}m|[0-9]{1,4}(\\.[0-9]{1,3})?)$';

/** Reads `512Mi`, `2G`, `1000` to bytes. Undefined for any other text and above 2^53 − 1. */
export function parseBytes(text: string): number | undefined {
  const match = /^([0-9]{1,15})(k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(text);
  const multiplier = multipliers.get(match?.[2] ?? '');
  if (match === null || multiplier === undefined) return undefined;
  const bytes = Number(match[1]) * multiplier;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Reads `1`, `0.5` or `250m` to per cent of one core. Undefined for any other text. */
export function parseCpuPercent(text: string): number | undefined {
  if (!new RegExp(cpuPattern).test(text)) return undefined;
  const percent = text.endsWith('m') ? Number(text.slice(0, -1)) / 10 : Number(text) * 100;
  return Math.round(percent * 10) / 10;
}

/** Writes bytes for people: 1536 → `1.5 KiB`. */
export function toBytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
