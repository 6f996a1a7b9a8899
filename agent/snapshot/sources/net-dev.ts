import { type Source, type SourceValue, splitFields, splitLines, toNumbers } from './source.ts';

/** Of process 1: the node's own network, also where the agent has another. */
export const netDevSource: Source = { name: 'netDev', path: '/proc/1/net/dev', parse: parseNetDev };

const fields = [
  'rxBytes',
  'rxPackets',
  'rxErrors',
  'rxDropped',
  'rxFifo',
  'rxFrame',
  'rxCompressed',
  'rxMulticast',
  'txBytes',
  'txPackets',
  'txErrors',
  'txDropped',
  'txFifo',
  'txCollisions',
  'txCarrier',
  'txCompressed',
];

/** Counters of each network device by its name. */
export function parseNetDev(text: string): SourceValue {
  const devices = splitLines(text).flatMap((line) => {
    const [, name = '', values = ''] = /^\s*([^\s|:]+):(.*)$/.exec(line) ?? [];
    return name === '' ? [] : [[name, toNumbers(fields, splitFields(values))]];
  });
  return Object.fromEntries(devices);
}
