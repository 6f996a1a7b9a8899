import type { OperandGrammar } from '../baseline/option-grammar.ts';
import { quoteText } from '../quote-text.ts';
import { type Place, type Refusal, refuse } from '../refusal.ts';
import { readTargetPids } from '../values/read-target-pids.ts';
import type { OperandContext, Operands } from './operands.ts';

type Forms = Omit<Extract<OperandGrammar, { readonly kind: 'forms' }>, 'kind'>;

/** Reads one of the fixed forms, word for word, after one process of the targets where the grammar says so. */
export function readForm(
  operands: readonly Place[],
  { after, isOptional, forms }: Forms,
  context: OperandContext,
): Operands | Refusal {
  const { line, world, pidSlot } = context;
  const pids: string[] = [];
  let rest = operands;
  if (after === 'targetPid' && pidSlot === undefined) {
    const [first] = operands;
    const reading = readTargetPids(first?.argument ?? '', world.targetPids, 1);
    if (reading.kind === 'unreadable') {
      const place = first ?? { argument: line, position: 0 };
      const why = first === undefined ? 'names no process' : 'is no process of the targets';
      return refuse(
        line,
        place,
        first === undefined ? 'required' : 'operand',
        `${why}: allowed is ${reading.wanted}`,
      );
    }
    pids.push(reading.canonical);
    rest = operands.slice(1);
  }
  const slots = after === 'targetPid' && pidSlot !== undefined ? [pidSlot] : [];
  const said = rest.map(({ argument }) => argument);
  const form = said.length === 0 && isOptional ? '' : forms.find((known) => isSaid(known, said));
  if (form === undefined) return refuseForm(rest, forms, isOptional, line);
  return { kind: 'operands', executed: [...slots, ...pids, ...said], canonical: [...pids, ...said] };
}

function isSaid(form: string, said: readonly string[]): boolean {
  const words = form.split(' ');
  return words.length === said.length && words.every((word, index) => word === said[index]);
}

function refuseForm(
  rest: readonly Place[],
  forms: readonly string[],
  isOptional: boolean,
  line: string,
): Refusal {
  const known = [...(isOptional ? ['nothing'] : []), ...forms.map(quoteText)].join('; ');
  const [first] = rest;
  if (first === undefined)
    return refuse(
      line,
      { argument: line, position: 0 },
      'required',
      `lacks what to do: allowed are ${known}`,
    );
  return refuse(line, first, 'operand', `begins no form that is allowed: allowed are ${known}`);
}
