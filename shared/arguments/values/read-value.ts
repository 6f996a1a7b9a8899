import type { ValueGrammar } from '../baseline/tool-baseline.ts';
import { quoteText } from '../quote-text.ts';
import { parseInteger } from './parse-integer.ts';
import { readCallGraph } from './read-call-graph.ts';
import { readCpuList } from './read-cpu-list.ts';
import { readEvents } from './read-events.ts';
import { readTargetPids } from './read-target-pids.ts';
import type { ValueReading, ValueWorld } from './value-reading.ts';

/** Reads a value by its type. Total: any text of the shape gives a reading, never an error. */
export function readValue(text: string, grammar: ValueGrammar, world: ValueWorld): ValueReading {
  switch (grammar.kind) {
    case 'integer':
      return readInteger(text, grammar.min, grammar.max);
    case 'enum':
      return readMember(text, grammar.values.includes(text), grammar.values);
    case 'events':
      return readEvents(text, grammar.events, grammar.maxEvents);
    case 'targetPids':
      return readTargetPids(text, world.targetPids, grammar.maxPids);
    case 'cpuList':
      return readCpuList(text, grammar.maxCpu);
    case 'callGraph':
      return readCallGraph(text, grammar);
    case 'netDevice':
      return readMember(text, world.netDevices.has(text), [...world.netDevices]);
    default:
      return grammar satisfies never;
  }
}

function readInteger(text: string, min: number, max: number): ValueReading {
  const integer = parseInteger(text);
  if (integer === undefined || integer < min || integer > max) {
    return { kind: 'unreadable', wanted: `a whole number from ${min} to ${max}` };
  }
  return { kind: 'read', canonical: String(integer) };
}

function readMember(text: string, isMember: boolean, members: readonly string[]): ValueReading {
  if (isMember) return { kind: 'read', canonical: text };
  return { kind: 'unreadable', wanted: `one of ${members.map(quoteText).join(', ')}` };
}
