import type { ValueGrammar } from './baseline/option-grammar.ts';
import { describeDuration } from './values/read-duration.ts';

const placeholders = {
  integer: 'N',
  seconds: 'SECONDS',
  enum: 'WORD',
  words: 'WORD[,...]',
  name: 'NAME',
  duration: 'TIME',
  events: 'EVENT[,...]',
  targetPids: 'PID[,...]',
  cpuList: 'CPUS',
  callGraph: 'MODE',
  netDevice: 'DEVICE',
} as const satisfies Record<ValueGrammar['kind'], string>;

/** What stands for a value in a usage text. */
export function toPlaceholder(value: ValueGrammar): string {
  return placeholders[value.kind];
}

/** Which values there are, for people. */
export function describeValue(value: ValueGrammar): string {
  switch (value.kind) {
    case 'integer':
      return `${value.min} to ${value.max}`;
    case 'seconds':
      return 'whole, within the duration';
    case 'enum':
      return `one of ${value.values.join(', ')}`;
    case 'words':
      return `${value.prefix === '' ? '' : `${value.prefix} and `}up to ${value.maxWords} of ${value.words.join(', ')}`;
    case 'name':
      return `a-z, 0-9 and "-"; it is called ${value.written} whatever is said`;
    case 'duration':
      return describeDuration(value);
    case 'events':
      return `up to ${value.maxEvents} of ${value.events.map(({ name }) => name).join(', ')}`;
    case 'targetPids':
      return value.maxPids === 1 ? 'of the targets' : `up to ${value.maxPids}`;
    case 'cpuList':
      return `${value.all === undefined ? '' : `${value.all}, or `}rising, as in 0-3,5`;
    case 'callGraph':
      return value.modes
        .map((mode) => (mode === 'dwarf' ? `dwarf[,${value.minStackBytes}-${value.maxStackBytes}]` : mode))
        .join(', ');
    case 'netDevice':
      return 'a device of the node, or of the pod';
    default:
      return value satisfies never;
  }
}
