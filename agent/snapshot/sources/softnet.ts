import { type Source, type SourceValue, splitFields, splitLines } from './source.ts';

export const softnetSource: Source = {
  name: 'softnet',
  path: '/proc/1/net/softnet_stat',
  parse: parseSoftnet,
};

/** One line a CPU, hexadecimal: packets processed, dropped for a full backlog, times out of budget. */
export function parseSoftnet(text: string): SourceValue {
  return splitLines(text).flatMap((line) => {
    const fields = splitFields(line).map((field) => Number.parseInt(field, 16));
    const [processed = Number.NaN, dropped = Number.NaN, timeSqueezed = Number.NaN] = fields;
    const isWhole = [processed, dropped, timeSqueezed].every(Number.isSafeInteger);
    return isWhole ? [{ processed, dropped, timeSqueezed }] : [];
  });
}
