import { parseInteger } from './parse-integer.ts';
import type { ValueReading } from './value-reading.ts';

/** Reads a comma-separated list of pids, each of which is a process of the resolved targets. */
export function readTargetPids(text: string, targetPids: ReadonlySet<number>, maxPids: number): ValueReading {
  const unreadable: ValueReading = {
    kind: 'unreadable',
    wanted:
      targetPids.size === 0
        ? 'nothing here: these targets have no processes of their own'
        : `up to ${maxPids} different pids of the targets' processes, as in 12,34`,
  };
  const parts = text.split(',');
  if (parts.length > maxPids || new Set(parts).size < parts.length) return unreadable;
  for (const part of parts) {
    const pid = parseInteger(part);
    if (pid === undefined || pid === 0 || !targetPids.has(pid)) return unreadable;
  }
  return { kind: 'read', canonical: text };
}
