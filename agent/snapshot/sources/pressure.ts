import { type Source, type SourceValue, splitFields, splitLines } from './source.ts';

/** Pressure stall information (Documentation/accounting/psi.rst): per cent of time, and microseconds in all. */
export const pressureSources: readonly Source[] = ['cpu', 'memory', 'io'].map((resource) => ({
  name: `${resource}Pressure`,
  path: `/proc/pressure/${resource}`,
  parse: parsePressure,
}));

/** `some avg10=0.00 avg60=0.00 avg300=0.00 total=0` and the same with `full`. */
export function parsePressure(text: string): SourceValue {
  const shares = splitLines(text).map((line) => {
    const [share = '', ...pairs] = splitFields(line);
    const entries = pairs.map((pair) => {
      const [name = '', value] = pair.split('=');
      return [name === 'total' ? 'totalUs' : name, Number(value)] as const;
    });
    return [share, Object.fromEntries(entries.filter(([, value]) => Number.isFinite(value)))] as const;
  });
  return Object.fromEntries(shares.filter(([share]) => share === 'some' || share === 'full'));
}
