import { type Source, type SourceValue, splitFields, splitLines, toNumbers } from './source.ts';

export const diskstatsSource: Source = { name: 'diskstats', path: '/proc/diskstats', parse: parseDiskstats };

/** Documentation/admin-guide/iostats.rst; a sector is 512 bytes. */
const fields = [
  'reads',
  'readsMerged',
  'sectorsRead',
  'readMs',
  'writes',
  'writesMerged',
  'sectorsWritten',
  'writeMs',
  'inFlight',
  'ioMs',
  'weightedIoMs',
  'discards',
  'discardsMerged',
  'sectorsDiscarded',
  'discardMs',
  'flushes',
  'flushMs',
];

/** Counters of each block device by its name; devices that never did anything are left out. */
export function parseDiskstats(text: string): SourceValue {
  const devices = splitLines(text).flatMap((line) => {
    const [, , name = '', ...values] = splitFields(line);
    const counters = toNumbers(fields, values);
    return name === '' || Object.values(counters).every((value) => value === 0) ? [] : [[name, counters]];
  });
  return Object.fromEntries(devices);
}
