import { parseCommandId } from '../../shared/domain/command-id.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';

const maxRefusals = 1_000;

/** Outcomes of refused commands: nothing was done, so they live in memory until they are forgotten. */
export class Refusals {
  readonly #outcomes = new Map<string, Outcome>();

  /** The oldest goes where there are too many. One whose id is malformed could never be forgotten, and is not kept. */
  add(outcome: Outcome): void {
    const [oldest] = this.#outcomes.keys();
    if (this.#outcomes.size >= maxRefusals && oldest !== undefined) this.#outcomes.delete(oldest);
    if (parseCommandId(outcome.commandId) !== undefined) this.#outcomes.set(outcome.commandId, outcome);
  }

  delete(commandId: string): void {
    this.#outcomes.delete(commandId);
  }

  list(): readonly Outcome[] {
    return [...this.#outcomes.values()];
  }
}
