import { type Place, type Refusal, refuse } from '../refusal.ts';
import { parseInteger } from '../values/parse-integer.ts';
import { noOperands, type OperandContext, type Operands } from './operands.ts';

/** Reads nothing, or exactly the bare word `sleep` and whole seconds of the duration. */
export function readSleep(
  [command, seconds, surplus]: readonly Place[],
  { line, world }: OperandContext,
): Operands | Refusal {
  if (command === undefined) return noOperands;
  const maxSeconds = Math.floor(world.durationMs / 1_000);
  const wanted = `allowed is sleep N with N from 1 to ${maxSeconds}`;
  if (command.argument !== 'sleep') {
    return refuse(line, command, 'operand', `would be run as a program: ${wanted}`);
  }
  if (seconds === undefined) return refuse(line, command, 'operand', `lacks its seconds: ${wanted}`);
  if (surplus !== undefined) return refuse(line, surplus, 'operand', `is one operand too many: ${wanted}`);
  const count = parseInteger(seconds.argument);
  if (count === undefined || !(count >= 1 && count <= maxSeconds)) {
    return refuse(line, seconds, 'operand', `is outside the duration: ${wanted}`);
  }
  const text = String(count);
  return { kind: 'operands', executed: ['/bin/sleep', text], canonical: ['sleep', text] };
}
