import { quoteText } from './quote-text.ts';

/** Which rule of the engine decided against a line. */
export type RefusalRule =
  | 'tool'
  | 'shape'
  | 'subcommand'
  | 'option'
  | 'value'
  | 'cluster'
  | 'repeat'
  | 'locked'
  | 'conflict'
  | 'confinement'
  | 'required'
  | 'operand'
  | 'policy'
  | 'duration';

/** Where in a line something stands. `position` counts from 1; 0: nowhere in the person's own arguments. */
export interface Place {
  readonly argument: string;
  readonly position: number;
}

export interface Refusal extends Place {
  readonly kind: 'refused';
  readonly rule: RefusalRule;
  readonly message: string;
}

/**
 * A refusal whose sentence is safe to print: `argument` is escaped and shortened. `why` says what is wrong and what
 * would be allowed, and must itself hold nothing that was sent but through `quoteText`.
 */
export function refuse(line: string, place: Place, rule: RefusalRule, why: string): Refusal {
  const argument = quoteText(place.argument);
  const where = place.position > 0 ? `argument ${place.position} "${argument}"` : `"${argument}"`;
  return {
    kind: 'refused',
    argument,
    position: place.position,
    rule,
    message: `Cannot run "${quoteText(line)}": ${where} ${why}`,
  };
}
