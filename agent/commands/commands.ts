import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '../../shared/domain/command.ts';
import { type Reason, reasons } from '../../shared/domain/reasons.ts';
import type { AgentSays, RuleDocument } from '../../shared/domain/session-messages.ts';
import type { CommandReceiver } from '../connection/command-receiver.ts';
import { type AgentWorld, acceptCommand, toUnderWay } from './accept-command.ts';
import { carryOutCommand } from './carry-out-command.ts';
import type { CommandDeps } from './command-deps.ts';
import { hasUndelivered, isFinished, isKeeping } from './command-state.ts';
import { setAside } from './held-files.ts';
import { HeldRules } from './held-rules.ts';
import { listKeptBytes } from './judge-kept.ts';
import { LiveCommand, type StartInstant, type StopCause } from './live-command.ts';
import { LiveCommands } from './live-commands.ts';
import { makeUnstartedOutcome } from './make-outcome.ts';
import { type ReadWorld, readWorld } from './read-world.ts';
import { Refusals } from './refusals.ts';
import { sendFile } from './send-file.ts';
import { discardKept, sendKept } from './settle-kept.ts';
import type { Tombstones } from './tombstones.ts';

const maxLeadUs = 3_600_000_000;

/** The only way to begin, stop and forget a command. */
export class Commands implements CommandReceiver {
  readonly #deps: CommandDeps;
  readonly #say: (says: AgentSays) => void;
  readonly #tombstones: Tombstones;
  readonly #live = new LiveCommands();
  readonly #refusals = new Refusals();
  readonly #running = new Set<Promise<void>>();
  /** Commands that are being decided on, with why they were stopped meanwhile. */
  readonly #deciding = new Map<string, StopCause | undefined>();
  readonly #rules = new HeldRules();
  #isDraining = false;

  constructor(deps: CommandDeps, tombstones: Tombstones, say: (says: AgentSays) => void) {
    this.#deps = deps;
    this.#tombstones = tombstones;
    this.#say = say;
  }

  /** Takes over a command of an earlier agent that has its outcome; what it left to deliver is sent off. */
  adopt(live: LiveCommand): void {
    this.#add(live);
    if (isFinished(live.record)) void this.#remove(live);
    else for (const file of live.record.sealed) sendFile(live, file, this.#deps);
  }

  readStatus(): ReturnType<CommandReceiver['readStatus']> {
    const status = this.#live.readStatus();
    return { ...status, outcomes: [...status.outcomes, ...this.#refusals.list()] };
  }

  hold(document: RuleDocument): void {
    const taken = this.#rules.take(document);
    if (taken.kind === 'refused') this.#deps.log.warn({ why: taken.message }, 'Rules were not taken');
  }

  prepare(command: Command): void {
    const { commandId } = command;
    if (!this.#deciding.has(commandId)) this.#deciding.set(commandId, undefined);
    this.#track(this.#decide(command), command.commandId);
  }

  commit(commandId: string, start: StartInstant): void {
    const live = this.#live.get(commandId);
    const leadUs = start.monotonicUs - this.#deps.clock.monotonicUs();
    if (live?.state !== 'prepared' || live.hasCommit || !(leadUs < maxLeadUs)) {
      this.#deps.log.warn({ command: commandId, state: live?.state, leadUs }, 'Commit was ignored');
      return;
    }
    live.hasCommit = true;
    const confirm = async (): Promise<void> => {
      await live.note({ kind: 'committed', ...start });
      await this.#deps.failpoints.reach('agent.after-commit');
      live.committed.resolve(start);
    };
    this.#track(confirm(), commandId);
  }

  stop(commandId: string, cause: { readonly reason: string; readonly message: string }): void {
    const reason: Reason = Object.values(reasons).find((known) => known === cause.reason) ?? 'StopRequested';
    const why = { reason, message: cause.message };
    const live = this.#live.get(commandId);
    if (live === undefined) {
      if (this.#deciding.has(commandId)) this.#deciding.set(commandId, why);
    } else if (live.outcome !== undefined) live.repeat();
    else this.#track(this.#stopOne(live, why), commandId);
  }

  upload(commandId: string, artifactId: string): void {
    const live = this.#live.get(commandId);
    const file = live?.record.sealed.find(({ artifact }) => artifact.artifactId === artifactId);
    if (live === undefined || file === undefined) return;
    if (isKeeping(live.record)) this.#track(sendKept(live, file, this.#deps), commandId);
    else sendFile(live, file, this.#deps);
  }

  discard(commandId: string): void {
    const live = this.#live.get(commandId);
    if (live?.outcome === undefined) return;
    const discardLive = async (): Promise<void> => {
      await discardKept(live, this.#deps);
      if (isFinished(live.record)) await this.#remove(live);
    };
    this.#track(discardLive(), commandId);
  }

  /** Discards what was kept for its time; in how many milliseconds there may be more, undefined where nothing is kept. */
  discardExpired(nowUnixUs: number): number | undefined {
    const ends = this.#live.listKeptEnds(nowUnixUs);
    for (const { id, leftMs } of ends) if (leftMs <= 0) this.discard(id);
    return ends.length === 0 ? undefined : Math.min(...ends.map(({ leftMs }) => leftMs));
  }

  forget(commandId: string): void {
    this.#refusals.delete(commandId);
    const live = this.#live.get(commandId);
    if (live?.outcome === undefined || live.record.forgotten) return;
    const forgetLive = async (): Promise<void> => {
      await live.note({ kind: 'forgotten' });
      if (isFinished(live.record)) await this.#remove(live);
    };
    this.#track(forgetLive(), commandId);
  }

  /** Refuses what comes from now on and stops what runs. Resolves when every command has its outcome. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    const cause = { reason: reasons.AgentStopping, message: 'The agent was stopped' };
    await Promise.allSettled(this.#live.underWay().map((live) => this.#stopOne(live, cause)));
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  /** Stops everything that runs, because the spool's disk is nearly full. */
  stopForSpace(message: string): void {
    for (const live of this.#live.underWay())
      this.#track(this.#stopOne(live, { reason: reasons.SpoolFull, message }), live.id);
  }

  /** Whether nothing is left to be done, delivered or told. */
  isIdle(): boolean {
    return this.#live.isAtRest() && this.#running.size === 0;
  }

  /** Whether every command has its outcome and every file of it is settled or kept. */
  isDelivered(): boolean {
    return this.#live.isDelivered();
  }

  countUnderWay(): number {
    return this.#live.underWay().length;
  }

  /** Bytes of sealed files that are not delivered yet. */
  countHeldBytes(): number {
    return this.#live.countHeldBytes();
  }

  /** Closes the journals; nothing may be begun or delivered any more. */
  async close(): Promise<void> {
    for (const live of this.#live.all()) await live.journal?.close();
  }

  async #decide(command: Command): Promise<void> {
    const world = await readWorld(this.#deps.spool);
    const stopped = this.#deciding.get(command.commandId);
    this.#deciding.delete(command.commandId);
    const acceptance = acceptCommand(command, { ...world, ...this.#readOwn(command) });
    if (acceptance.kind === 'accepted') {
      const directory = join(this.#deps.spool, command.commandId);
      const live = LiveCommand.accept(directory, command, this.#deps.bootId, this.#say);
      this.#refusals.delete(command.commandId);
      this.#add(live);
      if (stopped !== undefined) live.stop(stopped);
      await carryOutCommand(live, acceptance, this.#deps);
      return;
    }
    if (acceptance.kind === 'duplicate') {
      this.#live.get(command.commandId)?.repeat();
      return;
    }
    const { reason, message } = acceptance;
    this.#deps.log.info({ command: command.commandId, reason, message }, 'Command was refused');
    const outcome = makeUnstartedOutcome(command.commandId, { ending: 'refused', reason, message });
    this.#refusals.add(outcome);
    this.#say({ kind: 'outcome', outcome });
  }

  /** What is known without waiting, so that two commands that come together cannot both be the first. */
  #readOwn(command: Command): Omit<AgentWorld, keyof ReadWorld> {
    const attempts = [this.#tombstones, this.#live].map((known) => known.highestAttempt(command.runUid));
    return {
      nodeUid: this.#deps.nodeUid,
      isDraining: this.#isDraining,
      isKnown: this.#live.get(command.commandId) !== undefined,
      highestAttempt: Math.max(...attempts),
      underWay: this.#live.underWay().map(({ record }) => toUnderWay(record.command)),
      spoolFloorBytes: this.#deps.spoolFloorBytes,
      spoolLimitBytes: this.#deps.spoolLimitBytes,
      spoolWaitingBytes: this.countHeldBytes(),
      spoolKept: listKeptBytes(this.#live.records()),
      targetPids: new Set(),
      rules: this.#rules.find(command),
      perfProblem: this.#deps.perfProblem,
    };
  }

  async #stopOne(
    live: LiveCommand,
    cause: { readonly reason: Reason; readonly message: string },
  ): Promise<void> {
    const isRunning = live.state === 'running' || live.state === 'committed';
    try {
      if (isRunning && live.stopCause === undefined) await live.note({ kind: 'stopping', ...cause });
      await this.#deps.failpoints.reach('agent.while-stopping');
    } finally {
      live.stop(cause);
    }
  }

  #add(live: LiveCommand): void {
    this.#live.add(live);
    live.onFinished = () => this.#track(this.#remove(live), live.id);
  }

  /** The tombstone first: a directory without one would let the same attempt run again. */
  async #remove(live: LiveCommand): Promise<void> {
    const { runUid, attempt } = live.record.command;
    await this.#tombstones.add(runUid, attempt);
    this.#live.delete(live.id);
    await live.journal?.close();
    if (hasUndelivered(live.record)) {
      const directory = await setAside(this.#deps.spool, live.directory, live.id);
      this.#deps.log.warn({ command: live.id, directory }, 'Files that nobody takes were set aside');
    } else await rm(live.directory, { recursive: true, force: true });
  }

  #track(work: Promise<void>, commandId: string): void {
    const watched = work
      .catch((error: unknown) => {
        this.#deps.log.error({ err: error, command: commandId }, 'Command could not be handled');
      })
      .finally(() => this.#running.delete(watched));
    this.#running.add(watched);
  }
}
