import type { ValueWorld } from '../values/value-reading.ts';

/** Operands as they are executed and as a person could have written them; neither holds the separator. */
export interface Operands {
  readonly kind: 'operands';
  readonly executed: readonly string[];
  readonly canonical: readonly string[];
}

/** What an operand is read with. */
export interface OperandContext {
  /** Tool and subcommand, for messages. */
  readonly line: string;
  readonly world: ValueWorld;
  /** Stands for the process of the targets where the agent adds it; the person names none then. */
  readonly pidSlot: string | undefined;
}

export const noOperands: Operands = { kind: 'operands', executed: [], canonical: [] };
