import { vi } from 'vitest';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import { findSubcommand } from '../../shared/arguments/find-subcommand.ts';
import type { Command } from '../../shared/domain/command.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import { parseBytes, parseCpuPercent } from '../../shared/domain/quantity.ts';
import { AgentStage } from './agent-stage.ts';
import { buildCommand } from './command.ts';
import { makeStandInTools, type StandInTools } from './stand-in-tools.ts';

/** What an agent made of one Prepare. */
export interface Answer {
  readonly command: Command;
  /** Whether the tool stood ready to be executed; it was stopped then. */
  readonly isPrepared: boolean;
  readonly outcome: Outcome;
}

/** The most that a config may allow of one tool at once. */
const mostAtOnce = 16;
const patience = { timeout: 20_000, interval: 5 };

/**
 * A coordinator that was taken over: it checks nothing, names any rules that suit it, and tells a real agent to prepare
 * whatever it is given. The agent's tools are stand-ins.
 */
export class HostileCoordinator implements AsyncDisposable {
  readonly stage: AgentStage;
  readonly tools: StandInTools;
  #runs = 0;
  #read = 0;
  readonly #prepared = new Set<string>();
  readonly #outcomes = new Map<string, Outcome>();

  private constructor(stage: AgentStage, tools: StandInTools) {
    this.stage = stage;
    this.tools = tools;
  }

  static async start(): Promise<HostileCoordinator> {
    const tools = await makeStandInTools();
    const stage = await AgentStage.make();
    await stage.startAgent();
    return new HostileCoordinator(stage, tools);
  }

  /** A command as the default config of the tool has it, where there is one, but for these changes. */
  build(tool: string, args: readonly string[], changes: Partial<Command> = {}): Command {
    this.#runs += 1;
    const config = defaultConfigs.get(tool);
    const subcommands = config?.subcommands ?? [];
    const outputs = findSubcommand(subcommands, args)?.subcommand.outputs ?? subcommands[0]?.outputs ?? [];
    return buildCommand({
      nodeUid: this.stage.nodeUid,
      runUid: `run-${this.#runs}`,
      tool,
      args,
      durationMs: 600_000,
      commitTimeoutMs: 60_000,
      concurrentPerNode: mostAtOnce,
      binary: { source: 'host', path: this.tools.pathOf(tool), sha256: [] },
      outputs,
      capabilities: config?.securityContext.capabilities.add ?? [],
      environment: config?.environment ?? {},
      caps: {
        cpuPercent: parseCpuPercent(config?.resources.limits.cpu ?? '1') ?? 100,
        cpuRequestPercent: 10,
        memoryBytes: parseBytes(config?.resources.limits.memory ?? '512Mi') ?? 0,
        memoryRequestBytes: 1 << 20,
        pids: config?.limits.pids ?? 64,
        outputBytes: 1 << 30,
        readBytesPerSecond: 0,
        writeBytesPerSecond: 0,
      },
      ...changes,
    });
  }

  /** Sends Prepare for all of them, many at once, and stops what was prepared. Answers in the same order. */
  async tell(commands: readonly Command[]): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    for (let at = 0; at < commands.length; at += mostAtOnce)
      answers.push(...(await this.#tellSome(commands.slice(at, at + mostAtOnce))));
    return answers;
  }

  async #tellSome(commands: readonly Command[]): Promise<readonly Answer[]> {
    const { coordinator } = this.stage;
    for (const command of commands) coordinator.send({ kind: 'prepare', command });
    await this.#until(
      commands,
      ({ commandId }) => this.#prepared.has(commandId) || this.#outcomes.has(commandId),
    );
    for (const { commandId } of commands) {
      if (!this.#prepared.has(commandId)) continue;
      coordinator.send({ kind: 'stop', commandId, reason: 'StopRequested', message: 'That is all' });
    }
    await this.#until(commands, ({ commandId }) => this.#outcomes.has(commandId));
    for (const { commandId } of commands) coordinator.send({ kind: 'forget', commandId });
    return commands.flatMap((command) => {
      const outcome = this.#outcomes.get(command.commandId);
      const isPrepared = this.#prepared.has(command.commandId);
      return outcome === undefined ? [] : [{ command, isPrepared, outcome }];
    });
  }

  async #until(commands: readonly Command[], isSo: (command: Command) => boolean): Promise<void> {
    await vi.waitFor(() => {
      this.#hear();
      const other = commands.find((command) => !isSo(command));
      if (other !== undefined) throw new Error(`No answer to ${other.tool} ${JSON.stringify(other.args)}`);
    }, patience);
  }

  #hear(): void {
    const { heard } = this.stage.coordinator;
    for (const says of heard.slice(this.#read)) {
      if (says.kind === 'outcome') this.#outcomes.set(says.outcome.commandId, says.outcome);
      if (says.kind === 'commandUpdate' && says.update.state === 'prepared')
        this.#prepared.add(says.update.commandId);
    }
    this.#read = heard.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
    await this.tools[Symbol.asyncDispose]();
  }
}
