import type { ValueGrammar } from '../baseline/option-grammar.ts';
import { quoteText } from '../quote-text.ts';
import { parseInteger } from './parse-integer.ts';
import { readCallGraph } from './read-call-graph.ts';
import { readCpuList } from './read-cpu-list.ts';
import { readDuration } from './read-duration.ts';
import { readEvents } from './read-events.ts';
import { readTargetPids } from './read-target-pids.ts';
import { readWords } from './read-words.ts';
import type { ValueReading, ValueWorld } from './value-reading.ts';

const devicePattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/;
const namePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Reads a value by its type. Total: any text of the shape gives a reading, never an error. */
export function readValue(text: string, grammar: ValueGrammar, world: ValueWorld): ValueReading {
  switch (grammar.kind) {
    case 'integer':
      return readInteger(text, grammar.min, grammar.max);
    case 'seconds':
      return readInteger(text, 1, Math.floor(world.durationMs / 1_000));
    case 'enum':
      return readMember(text, grammar.values.includes(text), grammar.values);
    case 'words':
      return readWords(text, grammar);
    case 'name':
      return readName(text, grammar.written);
    case 'duration':
      return readDuration(text, grammar);
    case 'events':
      return readEvents(text, grammar.events, grammar.maxEvents);
    case 'targetPids':
      return readTargetPids(text, world.targetPids, grammar.maxPids);
    case 'cpuList':
      return readCpuList(text, grammar.maxCpu, grammar.all);
    case 'callGraph':
      return readCallGraph(text, grammar);
    case 'netDevice':
      return readNetDevice(text, world.netDevices, grammar.any === true);
    default:
      return grammar satisfies never;
  }
}

function readInteger(text: string, min: number, max: number): ValueReading {
  const integer = parseInteger(text);
  if (integer === undefined || !(integer >= min && integer <= max)) {
    return { kind: 'unreadable', wanted: `a whole number from ${min} to ${max}` };
  }
  return { kind: 'read', canonical: String(integer) };
}

function readMember(text: string, isMember: boolean, members: readonly string[]): ValueReading {
  if (isMember) return { kind: 'read', canonical: text };
  const known =
    members.length === 0 ? 'nothing here: none is known' : `one of ${members.map(quoteText).join(', ')}`;
  return { kind: 'unreadable', wanted: known };
}

/** `any` is one of tcpdump's alone. Linux takes up to 15 characters; none that leads out of /sys/class/net, and no dash in front, is a name here. */
function readNetDevice(text: string, devices: ValueWorld['netDevices'], takesAny: boolean): ValueReading {
  const isTaken = takesAny || text !== 'any';
  if (devices !== 'unknown') {
    const known = [...devices].filter((device) => takesAny || device !== 'any');
    return readMember(text, isTaken && devices.has(text), known);
  }
  if (isTaken && devicePattern.test(text)) return { kind: 'read', canonical: text };
  return { kind: 'unreadable', wanted: 'the name of a network device' };
}

function readName(text: string, written: string): ValueReading {
  if (namePattern.test(text)) return { kind: 'read', canonical: written };
  return { kind: 'unreadable', wanted: 'a name of a-z, 0-9 and "-", 63 at most' };
}
