import type { SubcommandBaseline } from './baseline/tool-baseline.ts';
import type { ParsedLine } from './parse-options.ts';
import { type Refusal, refuse } from './refusal.ts';
import { parseInteger } from './values/parse-integer.ts';

export type Operands =
  | { readonly kind: 'none' }
  | { readonly kind: 'sleep'; readonly seconds: number }
  | Refusal;

/** Reads what follows the options: nothing, or exactly the bare word `sleep` and whole seconds of the duration. */
export function readOperands(
  line: string,
  parsed: ParsedLine,
  allowed: SubcommandBaseline['operands'],
  durationMs: number,
): Operands {
  const [command, seconds, surplus] = parsed.operands;
  const maxSeconds = Math.floor(durationMs / 1_000);
  const wanted =
    allowed === 'none' ? 'no operands are allowed' : `allowed is sleep N with N from 1 to ${maxSeconds}`;
  if (command === undefined) {
    if (parsed.separator === undefined) return { kind: 'none' };
    return refuse(line, parsed.separator, 'operand', `has nothing after it: ${wanted}`);
  }
  if (allowed === 'none' || command.argument !== 'sleep') {
    return refuse(line, command, 'operand', `would be run as a program or read as an operand: ${wanted}`);
  }
  if (seconds === undefined) return refuse(line, command, 'operand', `lacks its seconds: ${wanted}`);
  if (surplus !== undefined) return refuse(line, surplus, 'operand', `is one operand too many: ${wanted}`);
  const count = parseInteger(seconds.argument);
  if (count === undefined || !(count >= 1 && count <= maxSeconds)) {
    return refuse(line, seconds, 'operand', `is outside the duration: ${wanted}`);
  }
  return { kind: 'sleep', seconds: count };
}
