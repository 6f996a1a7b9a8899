import type { Command, CommandState } from '../../shared/domain/command.ts';
import type { Outcome, Usage } from '../../shared/domain/outcome.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { AgentSays, CommandUpdate } from '../../shared/domain/session-messages.ts';
import type { CommandFact } from './command-fact.ts';
import { applyLaterFact, type CommandRecord, toFreshRecord } from './command-state.ts';
import type { Journal } from './journal.ts';
import { toKeptWord } from './judge-kept.ts';

/** Why a command is to stop; the reason of the abort that stops it. */
export interface StopCause {
  readonly reason: Reason;
  readonly message: string;
}

export interface StartInstant {
  readonly monotonicUs: number;
  readonly unixUs: number;
}

type LaterFact = Exclude<CommandFact, { kind: 'accepted' }>;

/** Facts that change what a command keeps; an outcome is told after what it leaves here. */
const changesKept: ReadonlySet<LaterFact['kind']> = new Set([
  'outcome',
  'delivered',
  'undeliverable',
  'discarded',
]);

/** One command that this agent has not been told to forget: its record, and what may still happen to it. */
export class LiveCommand {
  readonly directory: string;
  readonly stopping = new AbortController();
  readonly committed: PromiseWithResolvers<StartInstant> = Promise.withResolvers();
  /** Bytes of each artifact that are durable at the coordinator. */
  readonly durable = new Map<string, number>();
  /** Artifacts that the upload queue has. */
  readonly sending = new Set<string>();
  /** Segments, and their bytes, that were taken out of the run's directory. */
  takenSegments = 0;
  takenBytes = 0;
  /** Delivered segments that are still to be read; undefined: a delivered one is deleted at once. */
  keptFiles: string[] | undefined;
  journal: Journal | undefined;
  /** Called when the command was told, forgotten, and every file of it is settled. */
  onFinished: () => void = () => undefined;
  hasCommit = false;
  stopCause: StopCause | undefined;
  #record: CommandRecord;
  #outputBytes = 0;
  #usage: Usage | undefined;
  readonly #say: (says: AgentSays) => void;

  constructor(directory: string, record: CommandRecord, say: (says: AgentSays) => void) {
    this.directory = directory;
    this.#record = record;
    this.#say = say;
  }

  static accept(
    directory: string,
    command: Command,
    bootId: string,
    say: (says: AgentSays) => void,
  ): LiveCommand {
    return new LiveCommand(directory, toFreshRecord(command, bootId), say);
  }

  get id(): string {
    return this.#record.command.commandId;
  }

  get record(): CommandRecord {
    return this.#record;
  }

  /** Journals a fact; when it is durable it becomes true and, where it concerns the coordinator, is said. */
  async note(fact: LaterFact): Promise<void> {
    await this.journal?.append(fact);
    this.apply(fact);
  }

  /** Makes a fact true without writing it: for a disk that takes no more. */
  apply(fact: LaterFact): void {
    this.#record = applyLaterFact(this.#record, fact);
    if (this.#record.command.keepMs > 0 && changesKept.has(fact.kind))
      this.#say({ kind: 'keptFiles', keptFiles: toKeptWord(this.#record) });
    if (fact.kind === 'outcome') this.#say({ kind: 'outcome', outcome: fact.outcome });
    else if (fact.kind !== 'forgotten' && fact.kind !== 'targets') this.report();
  }

  /** Stops the tool, or cancels what has not started. The first cause stays. */
  stop(cause: StopCause): void {
    if (this.stopCause !== undefined) return;
    this.stopCause = cause;
    this.stopping.abort(cause);
  }

  /** What the tool does at the moment; said, not journaled. */
  noteProgress(outputBytes: number, usage: Usage): void {
    this.#outputBytes = outputBytes;
    this.#usage = usage;
    this.report();
  }

  /** Says the state and progress again, or the outcome where there is one. */
  repeat(): void {
    if (this.#record.outcome === undefined) this.report();
    else this.#say({ kind: 'outcome', outcome: this.#record.outcome });
  }

  report(): void {
    this.#say({ kind: 'commandUpdate', update: this.#toUpdate() });
  }

  get state(): CommandState {
    return this.#record.state;
  }

  get outcome(): Outcome | undefined {
    return this.#record.outcome;
  }

  #toUpdate(): CommandUpdate {
    const { sealed, startedMonotonicUs } = this.#record;
    const total = (sum: number, bytes: number): number => sum + bytes;
    return {
      commandId: this.id,
      state: this.#record.state,
      startedMonotonicUs,
      outputBytes: this.#outputBytes,
      usage: this.#usage,
      uploadBytes: [...this.durable.values()].reduce(total, 0),
      uploadTotalBytes: sealed.map(({ artifact }) => artifact.sizeBytes).reduce(total, 0),
    };
  }
}
