import { reasons } from '../../shared/domain/reasons.ts';
import { awaitStart, type Start } from './await-start.ts';
import { awaitSign } from './await-stop-gate.ts';
import type { BlockedTool } from './blocked-tool.ts';
import { type DecidedEnding, decideEnding, toFirstCause } from './decide-ending.ts';
import { orAborted } from './first-of.ts';
import { measureOutput } from './measure-output.ts';
import { reportProgress } from './report-progress.ts';
import { sendTicks } from './send-ticks.ts';
import type { Exit } from './spawn-tool.ts';
import { readStopReason } from './stop-reason.ts';
import { neverStopped, stopTool } from './stop-tool.ts';
import type { ExecutionDeps, ToolEnding, ToolProgress, ToolRequest } from './tool-request.ts';
import { findCgroupLoss, watchCgroup } from './watch-cgroup.ts';
import { watchTool } from './watch-tool.ts';

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
  const lost = new AbortController();
  const guarding = watchCgroup(request.cgroup, clock, over.signal).then(
    (loss) => loss && lost.abort(loss),
    (error: unknown) => deps.log.warn({ err: error }, 'Cgroup of the tool could not be watched'),
  );
  const still = new AbortController();
  const ticking = sendTicks({ request, blocked, clock, startedUs }, still.signal);
  try {
    const anyStop = AbortSignal.any([stop, lost.signal]);
    const seen = await watchTool({ request, blocked, clock, startedUs, stop: anyStop });
    const cause = toFirstCause(seen, await request.cgroup.readLimitEvents());
    still.abort();
    state = 'stopping';
    const endedAtUs = blocked.exit.then(() => clock.monotonicUs());
    const stopped = seen.kind === 'exit' ? neverStopped : await stopTool(run, signAtUs);
    await emptyCgroup(run);
    const exit = (await orAborted(blocked.exit, AbortSignal.timeout(exitLimitMs))) ?? unkillable;
    const endUs = exit === unkillable ? clock.monotonicUs() : await endedAtUs;
    const stopMs = stopped.sentAtUs === 0 ? 0 : Math.max(1, Math.round((endUs - stopped.sentAtUs) / 1_000));
    await blocked.close(drainMs);
    const decided = decideEnding({
      cause,
      exit,
      isKilled: stopped.isKilled,
      stopSignal: request.stop.signal,
      graceMs: request.stop.graceMs,
      outputBytes: request.outputBytes,
      memoryBytes: request.cgroup.applied.memoryBytes,
      pids: request.cgroup.applied.pids,
      events: await request.cgroup.readLimitEvents(),
      diagnostics: blocked.readDiagnostics(),
    });
    const loss = await findCgroupLoss(request.cgroup);
    const ending = loss === undefined ? decided : { ...decided, ending: 'failed' as const, ...loss };
    return { ...(await toEnding(run, start, ending, exit)), stopMs };
  } finally {
    still.abort();
    over.abort();
    await guarding;
    await ticking;
    await reporting;
  }
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
  if (start.kind === 'cancelled') return { ending: 'cancelled', ...readStopReason(stop), cause: '' };
  const why = blocked.readDiagnostics() || `the wrapper ended with ${start.exitCode}`;
  return {
    ending: 'failed',
    reason: reasons.ExecFailed,
    message: `Cannot execute the tool: ${why}`,
    cause: '',
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
    stopMs: 0,
    outputBytes: await measureOutput(request.directory, request.outputFiles),
    startedLate: start?.isLate ?? false,
    usage: await request.cgroup.readUsage(),
    diagnostics: blocked.readDiagnostics(),
  };
}
