import { makeOutcome, makeUnstartedOutcome } from '../../agent/commands/make-outcome.ts';
import type { CommandReceiver } from '../../agent/connection/command-receiver.ts';
import type { ToolEnding } from '../../agent/execution/tool-request.ts';
import type { UploadResult } from '../../agent/uploads/upload-artifact.ts';
import type { Artifact } from '../../shared/domain/artifact.ts';
import type { Command, CommandState } from '../../shared/domain/command.ts';
import type { Outcome, ToolFacts, Usage } from '../../shared/domain/outcome.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { AgentSays } from '../../shared/domain/session-messages.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import type { SimulatedFile } from './simulated-file.ts';
import type { SimulatedBehaviour } from './simulator-protocol.ts';
import type { Tally } from './tally.ts';

export interface SimulatedCommandsDeps {
  readonly say: (says: AgentSays) => void;
  readonly upload: (commandId: string, artifact: Artifact) => Promise<UploadResult>;
  readonly file: SimulatedFile;
  readonly leavesOptional: boolean;
  readonly behaviour: SimulatedBehaviour;
  readonly tally: Tally;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

interface Simulated {
  readonly command: Command;
  readonly stopping: AbortController;
  readonly committed: PromiseWithResolvers<{ readonly monotonicUs: number; readonly unixUs: number }>;
  state: CommandState;
  startedMonotonicUs: number;
  outcome: Outcome | undefined;
}

const progressMs = 1_000;
const usage: Usage = {
  cpuUs: 250_000,
  throttledUs: 0,
  memoryPeakBytes: 12_000_000,
  oomKills: 0,
  pidsDenied: 0,
  ioReadBytes: 0,
  ioWrittenBytes: 0,
};

/**
 * Says of a command what an agent says that carries it out, and runs nothing. A tool starts exactly at its instant, or
 * when its commit came, whichever is later: how exactly an agent starts is not what is looked at here.
 */
export class SimulatedCommands implements CommandReceiver {
  readonly #deps: SimulatedCommandsDeps;
  readonly #known = new Map<string, Simulated>();

  constructor(deps: SimulatedCommandsDeps) {
    this.#deps = deps;
  }

  readStatus(): ReturnType<CommandReceiver['readStatus']> {
    const all = [...this.#known.values()];
    return {
      commands: all.map(({ command: { commandId }, state, startedMonotonicUs }) => ({
        commandId,
        state,
        startedMonotonicUs,
      })),
      outcomes: all.flatMap(({ outcome }) => outcome ?? []),
      keptFiles: [],
    };
  }

  hold(): void {}

  discard(): void {}

  prepare(command: Command): void {
    if (this.#known.has(command.commandId)) return;
    const live: Simulated = {
      command,
      stopping: new AbortController(),
      committed: Promise.withResolvers(),
      state: 'accepted',
      startedMonotonicUs: 0,
      outcome: undefined,
    };
    this.#known.set(command.commandId, live);
    this.#deps.tally.prepare();
    void this.#carryOut(live);
  }

  commit(commandId: string, start: { readonly monotonicUs: number; readonly unixUs: number }): void {
    const live = this.#known.get(commandId);
    if (live?.state !== 'prepared') return;
    this.#deps.tally.commit(start.monotonicUs, start.monotonicUs < this.#deps.clock.monotonicUs());
    live.committed.resolve(start);
  }

  stop(commandId: string): void {
    const live = this.#known.get(commandId);
    if (live?.outcome !== undefined) this.#deps.say({ kind: 'outcome', outcome: live.outcome });
    else live?.stopping.abort();
  }

  upload(commandId: string): void {
    const live = this.#known.get(commandId);
    if (live?.outcome !== undefined) void this.#deliver(live, live.outcome);
  }

  forget(commandId: string): void {
    if (!this.#known.delete(commandId)) return;
    this.#deps.tally.forget();
  }

  async #carryOut(live: Simulated): Promise<void> {
    try {
      const outcome = await this.#run(live);
      live.outcome = outcome;
      live.state = 'captured';
      this.#deps.tally.outcome();
      this.#deps.say({ kind: 'outcome', outcome });
      await this.#deliver(live, outcome);
    } catch (error) {
      if (!isAbort(error)) throw error;
    }
  }

  async #run(live: Simulated): Promise<Outcome> {
    const { behaviour, clock, tally, signal } = this.#deps;
    const { command, stopping } = live;
    const stop = AbortSignal.any([signal, stopping.signal]);
    this.#say(live);
    await pause(clock, behaviour.prepareMs, stop);
    this.#say(live, 'prepared');
    tally.prepared();
    const start = await Promise.race([
      live.committed.promise,
      pause(clock, command.commitTimeoutMs, stop).then(() => undefined),
    ]);
    signal.throwIfAborted();
    if (start === undefined) {
      const verdict = { ending: 'notPrepared', reason: reasons.NoCommit, message: 'No start came' } as const;
      return makeUnstartedOutcome(command.commandId, verdict);
    }
    this.#say(live, 'committed');
    const startUs = Math.max(clock.monotonicUs(), start.monotonicUs);
    await pause(clock, (startUs - clock.monotonicUs()) / 1_000, stop);
    live.startedMonotonicUs = startUs;
    await this.#beRunning(live, stop);
    signal.throwIfAborted();
    this.#say(live, 'sealing');
    const files = command.outputs
      .filter(({ required }) => required || this.#deps.leavesOptional)
      .map(this.#deps.file.toArtifact);
    return makeOutcome(command, toEnding(stopping.signal.aborted, startUs, start.unixUs, clock), files, {
      argv: [command.tool, ...command.args],
      tool: simulatedTool(command.tool),
      caps: undefined,
    });
  }

  async #beRunning(live: Simulated, stop: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    const endUs = live.startedMonotonicUs + live.command.durationMs * 1_000;
    while (!stop.aborted) {
      this.#say(live, 'running');
      const leftMs = (endUs - clock.monotonicUs()) / 1_000;
      if (leftMs <= 0) return;
      await pause(clock, Math.min(progressMs, leftMs), stop);
      if (leftMs <= progressMs) return;
    }
  }

  #say(live: Simulated, state: CommandState = live.state): void {
    live.state = state;
    const { startedMonotonicUs, command } = live;
    const update = {
      commandId: command.commandId,
      state,
      startedMonotonicUs,
      outputBytes: startedMonotonicUs === 0 ? 0 : 4_096,
      usage,
      uploadBytes: 0,
      uploadTotalBytes: 0,
    };
    this.#deps.say({ kind: 'commandUpdate', update });
  }

  async #deliver(live: Simulated, outcome: Outcome): Promise<void> {
    for (const artifact of outcome.artifacts) {
      const result = await this.#deps.upload(live.command.commandId, artifact);
      if (result.kind === 'refused') throw new Error(`Cannot deliver a file: ${result.message}`);
      if (result.kind === 'delivered') this.#deps.tally.deliver();
    }
  }
}

/** Resolves after a while or with the abort. */
async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return;
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!isAbort(error)) throw error;
  }
}

function toEnding(isStopped: boolean, startedUs: number, startedUnixUs: number, clock: Clock): ToolEnding {
  return {
    ending: isStopped ? 'stoppedEarly' : 'succeeded',
    reason: isStopped ? reasons.StopRequested : '',
    message: '',
    exitCode: 0,
    signal: '',
    startedMonotonicUs: startedUs,
    startedUnixUs,
    endedUnixUs: clock.unixUs(),
    startedLate: false,
    usage,
    diagnostics: '',
    cause: isStopped ? 'stop' : 'planned',
    stopMs: 1,
    outputBytes: 0,
  };
}

export function simulatedTool(name: string): ToolFacts {
  return { name, path: `/usr/bin/${name}`, version: '6.1.0', sha256: 'b'.repeat(64), problem: '' };
}
