import type { AppliedCaps, ToolFacts } from '../../shared/domain/outcome.ts';

/** What is executed for a command, as far as it came to be known. */
export interface Execution {
  /** `argv[0]` is the resolved path. */
  readonly argv: readonly string[];
  readonly tool: ToolFacts | undefined;
  readonly caps: AppliedCaps | undefined;
}

export const unknownExecution: Execution = { argv: [], tool: undefined, caps: undefined };
