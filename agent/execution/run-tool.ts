import { reasons } from '../../shared/domain/reasons.ts';
import { awaitStart, type Start } from './await-start.ts';
import type { BlockedTool } from './blocked-tool.ts';
import { type DecidedEnding, decideEnding } from './decide-ending.ts';
import { firstOf, orAborted } from './first-of.ts';
import { reportProgress } from './report-progress.ts';
import { sendTicks } from './send-ticks.ts';
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
  let state: ToolProgress['state'] = 'running';
  const reporting = reportProgress(
    { request, clock, startedUs, readState: () => state, onProgress },
    over.signal,
  ).catch((error: unknown) => deps.log.warn({ err: error }, 'Progress of the tool could not be read'));
  const still = new AbortController();
  const ticking = sendTicks({ request, blocked, clock, startedUs }, still.signal);
  try {
    const cause = await watchTool({ request, blocked, clock, startedUs, stop });
    still.abort();
    state = 'stopping';
    const isKilled = cause.kind !== 'exit' && (await stopTool(run)) === 'killed';
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
    still.abort();
    over.abort();
    await ticking;
    await reporting;
  }
}

/** Sends the stop signal and waits out the grace; then kills the whole tree. */
async function stopTool(run: ToolRun): Promise<'stopped' | 'killed'> {
  const { blocked, request, deps } = run;
  await sendStop(run);
  const end = await firstOf<'stopped' | 'killed'>([
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
