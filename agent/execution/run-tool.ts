import { reasons } from '../../shared/domain/reasons.ts';
import { awaitStart, type Start } from './await-start.ts';
import { awaitSign, awaitStopGate } from './await-stop-gate.ts';
import type { BlockedTool } from './blocked-tool.ts';
import { type DecidedEnding, decideEnding } from './decide-ending.ts';
import { firstOf, orAborted } from './first-of.ts';
import { reportProgress } from './report-progress.ts';
import type { Exit } from './spawn-tool.ts';
import type { ExecutionDeps, ToolEnding, ToolProgress, ToolRequest } from './tool-request.ts';
import { readStopReason, watchTool } from './watch-tool.ts';

export interface ToolRun {
  readonly request: ToolRequest;
  readonly blocked: BlockedTool;
  readonly deps: ExecutionDeps;
  readonly startAtMonotonicUs: number;
  readonly stop: AbortSignal;
  readonly onProgress: (progress: ToolProgress) => void;
}

/** How long the rest of the output is waited for once every process of the run is gone. */
const drainMs = 1_000;
/** SIGKILL ends a process at once, unless the kernel holds it in an uninterruptible wait. */
const exitLimitMs = 5_000;
const unkillable: Exit = { exitCode: 0, signal: 'SIGKILL', problem: 'the process outlived SIGKILL' };

/** Carries out one prepared run to its end; afterwards its cgroup is empty and its pipes are closed. */
export async function runTool(run: ToolRun): Promise<ToolEnding> {
  const { blocked, deps } = run;
  try {
    const start = await awaitStart(blocked, deps.clock, run.startAtMonotonicUs, run.stop);
    if (start.kind === 'started') return await superviseTool(run, start);
    await emptyCgroup(run);
    await blocked.close(drainMs);
    return await toEnding(run, undefined, explainNoStart(run, start), { exitCode: 0, signal: '' });
  } catch (error) {
    await emptyCgroup(run);
    await blocked.close(0);
    throw error;
  }
}

async function superviseTool(run: ToolRun, start: StartedAt): Promise<ToolEnding> {
  const { request, blocked, deps, stop, onProgress } = run;
  const { clock } = deps;
  const startedUs = start.monotonicUs;
  const over = new AbortController();
  const signAtUs = awaitSign({ request, lineFound: blocked.lineFound, clock }, over.signal).catch(
    (error: unknown) => {
      deps.log.warn({ err: error }, 'Tool could not be seen to be ready to stop');
      return undefined;
    },
  );
  let state: ToolProgress['state'] = 'running';
  const reporting = reportProgress(
    { request, clock, startedUs, readState: () => state, onProgress },
    over.signal,
  ).catch((error: unknown) => deps.log.warn({ err: error }, 'Progress of the tool could not be read'));
  try {
    const cause = await watchTool({ request, blocked, clock, startedUs, stop });
    state = 'stopping';
    const isKilled = cause.kind !== 'exit' && (await stopTool(run, signAtUs)) === 'killed';
    await emptyCgroup(run);
    const exit = (await orAborted(blocked.exit, AbortSignal.timeout(exitLimitMs))) ?? unkillable;
    await blocked.close(drainMs);
    const decided = decideEnding({
      cause,
      exit,
      isKilled,
      stopSignal: request.stop.signal,
      graceMs: request.stop.graceMs,
      outputBytes: request.outputBytes,
      memoryBytes: request.cgroup.applied.memoryBytes,
      pids: request.cgroup.applied.pids,
      events: await request.cgroup.readLimitEvents(),
      diagnostics: blocked.readDiagnostics(),
    });
    return await toEnding(run, start, decided, exit);
  } finally {
    over.abort();
    await reporting;
  }
}

/** Sends the stop signal, once it does no harm, and waits out the grace; then the whole tree is to be killed. */
async function stopTool(run: ToolRun, signAtUs: Promise<number | undefined>): Promise<'stopped' | 'killed'> {
  const { blocked, request, deps } = run;
  const gate = await awaitStopGate(request.stop.notBefore, {
    exit: blocked.exit,
    signAtUs,
    clock: deps.clock,
  });
  if (gate === 'exited') return 'stopped';
  if (gate === 'late') deps.log.warn('Tool never showed that it may be stopped');
  await sendStop(run);
  const { againAfterMs } = request.stop;
  const end = await firstOf<'stopped' | 'killed'>([
    async (over) => {
      while (againAfterMs !== undefined) {
        await deps.clock.sleep(againAfterMs, over);
        await sendStop(run);
      }
      return undefined;
    },
    async (over) => ((await orAborted(blocked.exit, over)) === undefined ? undefined : 'stopped'),
    async (over) => {
      await deps.clock.sleep(request.stop.graceMs, over);
      return 'killed';
    },
  ]);
  if (end === 'killed')
    deps.log.warn({ graceMs: request.stop.graceMs }, 'Tool outlived its grace and was killed');
  return end;
}

/** Tells the tool, or what it started where it waits for that. */
async function sendStop({ blocked, request, deps }: ToolRun): Promise<void> {
  const { signal, toItsChildren } = request.stop;
  if (toItsChildren === true) {
    try {
      if ((await request.cgroup.signalOthers(blocked.pid, signal)) > 0) return;
    } catch (error) {
      const cgroup = request.cgroup.name;
      deps.log.warn({ err: error, cgroup }, 'Processes of the tool could not be told to stop');
    }
  }
  blocked.kill(signal);
}

/** Kills whatever is left of the run; the leader too where it stood outside. */
async function emptyCgroup({ blocked, request, deps }: ToolRun): Promise<void> {
  try {
    await request.cgroup.killAll();
  } catch (error) {
    deps.log.error({ err: error, cgroup: request.cgroup.name }, 'Processes of the tool outlived SIGKILL');
  }
  blocked.kill('SIGKILL');
}

type StartedAt = Extract<Start, { kind: 'started' }>;

function explainNoStart({ blocked, stop }: ToolRun, start: Exclude<Start, StartedAt>): DecidedEnding {
  if (start.kind === 'cancelled') return { ending: 'cancelled', ...readStopReason(stop) };
  const why = blocked.readDiagnostics() || `the wrapper ended with ${start.exitCode}`;
  return {
    ending: 'failed',
    reason: reasons.ExecFailed,
    message: `Cannot execute the tool: ${why}`,
  };
}

async function toEnding(
  { request, blocked, deps }: ToolRun,
  start: StartedAt | undefined,
  decided: DecidedEnding,
  exit: { readonly exitCode: number; readonly signal: string },
): Promise<ToolEnding> {
  return {
    ...decided,
    exitCode: exit.exitCode,
    signal: exit.signal,
    startedMonotonicUs: start?.monotonicUs ?? 0,
    startedUnixUs: start?.unixUs ?? 0,
    endedUnixUs: deps.clock.unixUs(),
    startedLate: start?.isLate ?? false,
    usage: await request.cgroup.readUsage(),
    diagnostics: blocked.readDiagnostics(),
  };
}
