import type { AgentSays } from '../../shared/domain/session-messages.ts';

/**
 * What waits to be said on the session. One slot for each thing that can be said: a newer update of a command
 * overwrites its unsent older one, and an outcome replaces the update before it. Outcomes are never dropped. So
 * the outbox is bounded by the number of commands, however long the coordinator is away.
 */
export class Outbox {
  readonly #slots = new Map<string, AgentSays>();
  #onFilled: (() => void) | undefined;

  put(says: AgentSays): void {
    if (says.kind === 'outcome') this.#slots.delete(`update ${says.outcome.commandId}`);
    this.#slots.set(slotOf(says), says);
    this.#onFilled?.();
  }

  /** The next message, oldest slot first; undefined when there is none. */
  take(): AgentSays | undefined {
    const [next] = this.#slots;
    if (next === undefined) return undefined;
    this.#slots.delete(next[0]);
    return next[1];
  }

  /** Forgets everything: a hello, made in the same turn, says it all. */
  clear(): void {
    this.#slots.clear();
  }

  /** Calls `listener` after each put, until it is replaced or removed. */
  listen(listener: (() => void) | undefined): void {
    this.#onFilled = listener;
  }
}

function slotOf(says: AgentSays): string {
  if (says.kind === 'commandUpdate') return `update ${says.update.commandId}`;
  if (says.kind === 'outcome') return `outcome ${says.outcome.commandId}`;
  if (says.kind === 'keptFiles') return `kept ${says.keptFiles.commandId}`;
  if (says.kind === 'unsupported') return `unsupported ${says.what}`;
  return says.kind;
}
