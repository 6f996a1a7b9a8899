import { type Place, type Refusal, refuse } from '../refusal.ts';
import { parseInteger } from '../values/parse-integer.ts';
import type { OperandContext, Operands } from './operands.ts';

/** Reads nothing, which is once a second for the whole duration, or an interval in seconds and a count within it. */
export function readIntervalCount(
  [interval, count, surplus]: readonly Place[],
  { line, world }: OperandContext,
): Operands | Refusal {
  if (interval === undefined)
    return { kind: 'operands', executed: ['1', '{durationSeconds}'], canonical: [] };
  const maxSeconds = Math.floor(world.durationMs / 1_000);
  const wanted = `allowed are nothing, or an interval and a count, both at least 1 and together at most ${maxSeconds} s`;
  const seconds = parseInteger(interval.argument);
  if (seconds === undefined || seconds < 1)
    return refuse(line, interval, 'operand', `is no interval: ${wanted}`);
  if (count === undefined) return refuse(line, interval, 'operand', `has no count after it: ${wanted}`);
  if (surplus !== undefined) return refuse(line, surplus, 'operand', `is one operand too many: ${wanted}`);
  const times = parseInteger(count.argument);
  if (times === undefined || !(times >= 1 && times * seconds <= maxSeconds))
    return refuse(line, count, 'operand', `is no count within the duration: ${wanted}`);
  const written = [String(seconds), String(times)];
  return { kind: 'operands', executed: written, canonical: written };
}
