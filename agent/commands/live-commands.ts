import type { CommandReceiver } from '../connection/command-receiver.ts';
import { type CommandRecord, isAtRest, toKeptFiles, toWaitingFiles } from './command-state.ts';
import { countHeldBytes } from './held-files.ts';
import { toKeptEndUnixUs, toKeptWord } from './judge-kept.ts';
import type { LiveCommand } from './live-command.ts';

/** The commands that this agent has not been told to forget or that keep files, and what they are together. */
export class LiveCommands {
  readonly #live = new Map<string, LiveCommand>();

  get(commandId: string): LiveCommand | undefined {
    return this.#live.get(commandId);
  }

  add(live: LiveCommand): void {
    this.#live.set(live.id, live);
  }

  delete(commandId: string): void {
    this.#live.delete(commandId);
  }

  all(): readonly LiveCommand[] {
    return [...this.#live.values()];
  }

  records(): readonly CommandRecord[] {
    return this.all().map(({ record }) => record);
  }

  /** Those without an outcome. */
  underWay(): readonly LiveCommand[] {
    return this.all().filter((live) => live.outcome === undefined);
  }

  readStatus(): ReturnType<CommandReceiver['readStatus']> {
    const told = this.all().filter((live) => !live.record.forgotten);
    return {
      commands: told.map(({ id, state, record }) => ({
        commandId: id,
        state,
        startedMonotonicUs: record.startedMonotonicUs,
      })),
      outcomes: told.flatMap(({ outcome }) => outcome ?? []),
      keptFiles: this.records()
        .filter((record) => toKeptFiles(record).length > 0)
        .map(toKeptWord),
    };
  }

  /** Whether nothing is left to be delivered or told of any. */
  isAtRest(): boolean {
    return this.records().every(isAtRest);
  }

  /** Whether every command has its outcome and every file of it is settled or kept. */
  isDelivered(): boolean {
    return this.records().every(
      (record) => record.outcome !== undefined && toWaitingFiles(record).length === 0,
    );
  }

  /** Bytes of sealed files that are not delivered yet. */
  countHeldBytes(): number {
    return this.records().reduce((bytes, record) => bytes + countHeldBytes(record), 0);
  }

  /** 0 where the run is not among them. */
  highestAttempt(runUid: string): number {
    const attempts = this.records().filter(({ command }) => command.runUid === runUid);
    return Math.max(0, ...attempts.map(({ command }) => command.attempt));
  }

  /** How much longer each of those that keep files may keep them. */
  listKeptEnds(nowUnixUs: number): readonly { readonly id: string; readonly leftMs: number }[] {
    return this.records().flatMap((record) => {
      const endUnixUs = toKeptEndUnixUs(record, nowUnixUs);
      if (endUnixUs === undefined) return [];
      return [{ id: record.command.commandId, leftMs: (endUnixUs - nowUnixUs) / 1_000 }];
    });
  }
}
