import type { Command, CommandStatus } from '../../shared/domain/command.ts';
import type { KeptFiles } from '../../shared/domain/kept-files.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { RuleDocument } from '../../shared/domain/session-messages.ts';

/** Who carries out what the coordinator says. Every method returns at once; results come as reports. */
export interface CommandReceiver {
  /** What a hello says of commands: those not forgotten, their outcomes where they have one, and what is kept. */
  readStatus(): {
    readonly commands: readonly CommandStatus[];
    readonly outcomes: readonly Outcome[];
    readonly keptFiles: readonly KeptFiles[];
  };
  /** Holds a rule for the commands that name it. */
  hold(document: RuleDocument): void;
  prepare(command: Command): void;
  commit(commandId: string, start: { readonly monotonicUs: number; readonly unixUs: number }): void;
  stop(commandId: string, cause: { readonly reason: string; readonly message: string }): void;
  upload(commandId: string, artifactId: string): void;
  discard(commandId: string): void;
  forget(commandId: string): void;
}
