import type { OperandGrammar } from './baseline/option-grammar.ts';
import { noOperands, type OperandContext, type Operands } from './operands/operands.ts';
import { readFilter } from './operands/read-filter.ts';
import { readForm } from './operands/read-form.ts';
import { readIntervalCount } from './operands/read-interval-count.ts';
import { readSleep } from './operands/read-sleep.ts';
import type { ParsedLine } from './parse-options.ts';
import { type Place, type Refusal, refuse } from './refusal.ts';
import { readValue } from './values/read-value.ts';

/** Reads what follows the options by its grammar. */
export function readOperands(
  parsed: ParsedLine,
  grammar: OperandGrammar,
  context: OperandContext,
): Operands | Refusal {
  const { operands, separator } = parsed;
  if (separator !== undefined && operands.length === 0) {
    return refuse(context.line, separator, 'operand', `has nothing after it: leave it out`);
  }
  switch (grammar) {
    case 'none':
      return readNone(operands, context);
    case 'durationSleep':
      return readSleep(operands, context);
    case 'intervalCount':
      return readIntervalCount(operands, context);
    case 'targetPid':
      return readForm(operands, { after: 'targetPid', isOptional: true, forms: [] }, context);
    case 'bpfFilter':
      return readFilter(operands, context);
    case 'netDevice':
      return readOne(operands, (text) => readValue(text, { kind: 'netDevice' }, context.world), context);
    default:
      return grammar.kind === 'forms'
        ? readForm(operands, grammar, context)
        : readScript(operands, grammar.scripts, context);
  }
}

function readNone([first]: readonly Place[], { line }: OperandContext): Operands | Refusal {
  if (first === undefined) return noOperands;
  return refuse(line, first, 'operand', 'is no option: no operands are allowed');
}

function readScript(
  operands: readonly Place[],
  scripts: readonly string[],
  context: OperandContext,
): Operands | Refusal {
  const read = readOne(
    operands,
    (text) => readValue(text, { kind: 'enum', values: scripts }, context.world),
    context,
  );
  return read.kind === 'refused'
    ? read
    : { ...read, executed: read.canonical.map((name) => `{script:${name}}`) };
}

function readOne(
  [first, surplus]: readonly Place[],
  read: (text: string) => ReturnType<typeof readValue>,
  { line }: OperandContext,
): Operands | Refusal {
  const reading = read(first?.argument ?? '');
  const wanted = reading.kind === 'unreadable' ? reading.wanted : 'one';
  if (first === undefined)
    return refuse(
      line,
      { argument: line, position: 0 },
      'required',
      `lacks its operand: allowed is ${wanted}`,
    );
  if (reading.kind === 'unreadable')
    return refuse(line, first, 'operand', `is not the operand: allowed is ${wanted}`);
  if (surplus !== undefined) return refuse(line, surplus, 'operand', 'is one operand too many');
  return { kind: 'operands', executed: [reading.canonical], canonical: [reading.canonical] };
}
