import { type Source, type SourceValue, splitLines } from './source.ts';

export const meminfoSource: Source = { name: 'meminfo', path: '/proc/meminfo', parse: parseMeminfo };

/** `MemTotal:  16318412 kB` → bytes, by the kernel's own names; counts without a unit stay counts. */
export function parseMeminfo(text: string): SourceValue {
  const entries = splitLines(text).flatMap((line) => {
    const [, name = '', value, unit] = /^([A-Za-z0-9_()]+):\s+([0-9]+)( kB)?$/.exec(line) ?? [];
    return name === '' ? [] : [[name, Number(value) * (unit === undefined ? 1 : 1_024)] as const];
  });
  return Object.fromEntries(entries);
}
