import { join } from 'node:path';
import type { Command } from '../../shared/domain/command.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import type { ToolEnding } from '../execution/tool-request.ts';
import { snapshotFileName, takeSnapshots } from '../snapshot/take-snapshots.ts';
import { keepLiving } from '../targets/find-pod-processes.ts';
import { readFreeBytes } from '../targets/free-bytes.ts';
import type { CommandDeps } from './command-deps.ts';
import { judgeSpace } from './judge-space.ts';
import { judgeTargets, targetsGone } from './judge-targets.ts';
import { keepTargetsRunning } from './keep-targets-running.ts';
import type { LiveCommand, StartInstant } from './live-command.ts';
import type { PreparedRun, RunInput } from './prepare-run.ts';
import { renewRun } from './renew-run.ts';
import { rollWhileRunning } from './roll-while-running.ts';
import { sendWhileRunning } from './send-while-running.ts';
import { toWatchedTargets, untilTargetsGone } from './watch-targets.ts';

export type RunEnding =
  | {
      readonly kind: 'ran';
      readonly end: ToolEnding;
      /** The run that ran: not the one that was prepared first where the targets changed meanwhile. */
      readonly run: PreparedRun;
    }
  | {
      readonly kind: 'unstarted';
      readonly ending: 'cancelled' | 'notPrepared' | 'targetGone' | 'failed';
      readonly reason: Reason;
      readonly message: string;
    };

const maxSnapshotBytes = 256 * 1024 * 1024;
/**
 * Snapshots beside a tool are taken a quarter of a second off the start instant: the first shows the node before the
 * tool is there, and none is taken while the start is waited for (it cost the start 10 ms).
 */
const snapshotLeadUs = 250_000;

/**
 * Waits for the commit, makes sure of the targets, and runs the tool from its start instant on with snapshots beside
 * it. Resolves at its end, or when it will not start: then nothing waits any more.
 */
export async function runPrepared(
  live: LiveCommand,
  run: PreparedRun,
  input: RunInput,
  deps: CommandDeps,
): Promise<RunEnding> {
  const { command, directory } = input;
  const start = await waitForCommit(live, command, deps);
  if (start === 'late' || start === 'stopped') {
    await run.tool.abandon();
    if (start === 'stopped') return { kind: 'unstarted', ending: 'cancelled', ...readStop(live) };
    const message = `No start was confirmed within ${command.commitTimeoutMs} ms`;
    return { kind: 'unstarted', ending: 'notPrepared', reason: 'NoCommit', message };
  }
  // Now: a warm-up and the tool itself are still to come.
  const untold = await run.request?.guards?.pressure?.begin();
  if (untold !== undefined) return await giveUp(run, untold);
  const toolEnded = new AbortController();
  const snapshots =
    run.request === undefined
      ? Promise.resolve()
      : snapshotBeside(run, directory, start.monotonicUs - snapshotLeadUs, deps, toolEnded.signal);
  try {
    const startAtUs = start.monotonicUs + command.warmupMs * 1_000;
    const renewed = await renewRun(run, input, startAtUs, deps, live.stopping.signal);
    if (renewed.kind === 'refused') return toUnstarted(live, renewed);
    if (renewed.run !== run) await live.note({ kind: 'renewed', execution: renewed.run.execution });
    return { kind: 'ran', run: renewed.run, end: await runTool(live, renewed.run, input, startAtUs, deps) };
  } finally {
    toolEnded.abort();
    await snapshots;
  }
}

/** The kernel told the pressure when the command was accepted, and does not any more. */
async function giveUp(run: PreparedRun, untold: string): Promise<RunEnding> {
  await run.tool.abandon();
  const message = `Cannot start: the kernel of this node does not tell the ${untold} pressure any more`;
  return { kind: 'unstarted', ending: 'failed', reason: 'PressureUnknown', message };
}

async function runTool(
  live: LiveCommand,
  run: PreparedRun,
  input: RunInput,
  startAtUs: number,
  deps: CommandDeps,
): Promise<ToolEnding> {
  let hasStarted = false;
  const processes = run.pods?.processes ?? [];
  using targets = keepTargetsRunning(processes, deps.log);
  // The agent's successor has to know which targets it may have to let go on.
  if (processes.length > 0) await live.note({ kind: 'targets', processes, stoppedPids: targets.stoppedPids });
  await using beside = new AsyncDisposableStack();
  const gone = new AbortController();
  const ended = new AbortController();
  const watching = stopWithTargets(live, run, gone, deps, ended.signal);
  let end: ToolEnding;
  try {
    end = await run.tool.run(startAtUs, AbortSignal.any([live.stopping.signal, gone.signal]), (progress) => {
      if (!hasStarted) {
        hasStarted = true;
        beside.use(sendWhileRunning(live, input, deps));
        beside.use(rollWhileRunning(live, input, deps));
        void noteStart(live, progress.startedMonotonicUs, deps);
      }
      live.noteProgress(progress.outputBytes, progress.usage);
    });
  } finally {
    ended.abort();
    await watching;
  }
  const judged = judgeTargets(end, {
    sort: run.network === undefined ? 'processes' : 'network',
    livingCount: run.pods && keepLiving(run.pods.processes).length,
    elapsedMs: (deps.clock.monotonicUs() - end.startedMonotonicUs) / 1_000,
    durationMs: live.record.command.durationMs,
  });
  const freeBytes = await readFreeBytes(deps.spool);
  return judgeSpace(judged, { freeBytes, floorBytes: deps.spoolFloorBytes });
}

/** Stops a tool that goes on although nothing is left for it to look at. */
async function stopWithTargets(
  live: LiveCommand,
  run: PreparedRun,
  gone: AbortController,
  deps: CommandDeps,
  ended: AbortSignal,
): Promise<void> {
  const targets = toWatchedTargets(run, live.record.command.pods);
  if (targets === undefined || !(await untilTargetsGone(targets, deps.clock, ended))) return;
  deps.log.info({ command: live.id }, 'Tool was stopped since its targets were gone');
  gone.abort(targetsGone);
}

/** A command whose targets could not be made sure of; a stop meanwhile comes first. */
function toUnstarted(
  live: LiveCommand,
  refusal: { readonly reason: Reason; readonly message: string },
): RunEnding {
  if (live.stopCause !== undefined) return { kind: 'unstarted', ending: 'cancelled', ...live.stopCause };
  const { reason, message } = refusal;
  return {
    kind: 'unstarted',
    ending: reason === 'TargetGone' ? 'targetGone' : 'failed',
    reason,
    message,
  };
}

async function waitForCommit(
  live: LiveCommand,
  command: Command,
  deps: CommandDeps,
): Promise<StartInstant | 'late' | 'stopped'> {
  const { signal } = live.stopping;
  if (signal.aborted) return 'stopped';
  const done = new AbortController();
  const patience = async (): Promise<'late' | 'stopped'> => {
    try {
      await deps.clock.sleep(command.commitTimeoutMs, AbortSignal.any([signal, done.signal]));
      return 'late';
    } catch (error) {
      if (isAbort(error)) return 'stopped';
      throw error;
    }
  };
  try {
    return await Promise.race([live.committed.promise, patience()]);
  } finally {
    done.abort();
  }
}

/** The start is past already when it becomes known; the commit before it is what recovery relies on. */
async function noteStart(live: LiveCommand, startedMonotonicUs: number, deps: CommandDeps): Promise<void> {
  try {
    const agoUs = deps.clock.monotonicUs() - startedMonotonicUs;
    await live.note({
      kind: 'started',
      monotonicUs: startedMonotonicUs,
      unixUs: deps.clock.unixUs() - agoUs,
    });
    await deps.failpoints.reach('agent.while-running');
  } catch (error) {
    deps.log.error({ err: error, command: live.id }, 'Start could not be journaled');
  }
}

/** A snapshot that cannot be taken loses itself, never the run. */
async function snapshotBeside(
  run: PreparedRun,
  directory: string,
  startAtUs: number,
  deps: CommandDeps,
  end: AbortSignal,
): Promise<void> {
  const path = join(directory, snapshotFileName);
  try {
    const series = { path, startAtUs, maxBytes: maxSnapshotBytes, onlyCgroups: run.pods?.cgroups };
    await takeSnapshots(series, deps.clock, end);
  } catch (error) {
    deps.log.warn({ err: error }, 'Snapshots could not be taken');
  }
}

function readStop(live: LiveCommand): { readonly reason: Reason; readonly message: string } {
  return live.stopCause ?? { reason: 'StopRequested', message: 'The capture was stopped before it started' };
}
