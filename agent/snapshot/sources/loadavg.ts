import { type Source, type SourceValue, splitFields, toNumbers } from './source.ts';

export const loadavgSource: Source = { name: 'loadavg', path: '/proc/loadavg', parse: parseLoadavg };

/** `0.20 0.18 0.12 1/80 11206`: three averages, runnable/all scheduling entities, newest pid. */
export function parseLoadavg(text: string): SourceValue {
  const [one = '', five = '', fifteen = '', entities = ''] = splitFields(text);
  const [runnable = '', threads = ''] = entities.split('/');
  return toNumbers(['avg1', 'avg5', 'avg15', 'runnable', 'threads'], [one, five, fifteen, runnable, threads]);
}
