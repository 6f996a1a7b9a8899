import { reasons } from '../../shared/domain/reasons.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import { digestAccepted } from '../planning/spec-digest.ts';
import { commitNodes, planStart } from './commit.ts';
import { completeRun } from './complete.ts';
import type { Conclusion } from './conclude.ts';
import { withCondition } from './conditions.ts';
import { dispatchCommands, stopNodes } from './dispatch.ts';
import { deadlineUnixUs, judgeRun } from './judge-run.ts';
import { isFinal, type JudgedNode } from './node-state.ts';
import { noteProgress } from './note-progress.ts';
import { observeStarts } from './observe.ts';
import type { Run } from './run.ts';
import { next, type StageDeps, type StageResult, waitFor } from './stage.ts';

/** How often a run is looked at when nothing happens. */
const idleCheckMs = 5_000;

export interface ReconciledRun {
  readonly judged: ReadonlyMap<string, JudgedNode>;
  readonly conclusion: Conclusion | undefined;
  readonly retryAfterMs: number;
}

/**
 * One pass over a run that has a plan: stop → prepare → fix the start → commit → observe → complete. Every step
 * looks at what is, so the pass may be repeated at any time, also by another coordinator.
 *
 * @param publish writes the status as it is now; called before the first Commit and before processing.
 */
export async function reconcileRun(
  run: Run,
  spec: PowerToolSpec | undefined,
  publish: (judged: ReadonlyMap<string, JudgedNode>) => Promise<void>,
  deps: StageDeps,
  signal: AbortSignal,
): Promise<ReconciledRun> {
  noteSpec(run, spec, deps);
  if (run.stopRequested) {
    const message = spec === undefined ? 'The capture was deleted' : 'Somebody asked to stop the capture';
    stopNodes(run, () => true, { reason: reasons.StopRequested, message }, deps);
  }
  const started = await startNodes(run, publish, deps, signal);
  observeStarts(run, deps);
  const judged = judgeRun(run, deps);
  run.conditions = noteProgress(run, judged, nowIso(deps));
  if (started.kind === 'wait') return { judged, conclusion: undefined, retryAfterMs: started.retryAfterMs };
  if (![...judged.values()].every((node) => isFinal(node.state))) {
    const untilDeadlineMs = (deadlineUnixUs(run) - deps.clock.unixUs()) / 1_000;
    return {
      judged,
      conclusion: undefined,
      retryAfterMs: Math.max(1, Math.min(idleCheckMs, untilDeadlineMs)),
    };
  }
  await publish(judged);
  const conclusion = await completeRun(run, judged, deps, signal);
  return { judged, conclusion, retryAfterMs: 0 };
}

/** Stops a run whose object is gone or says so, and says when an accepted spec was edited. */
function noteSpec(run: Run, spec: PowerToolSpec | undefined, deps: StageDeps): void {
  if (spec === undefined || spec.stop) run.stopRequested = true;
  if (spec === undefined || digestAccepted(spec) === run.plan.specDigest) return;
  const condition = {
    type: 'SpecUnchanged',
    status: 'False',
    reason: reasons.SpecImmutable,
    message:
      'The spec was edited after it was accepted: what was accepted is carried out, create a new PowerTool',
  } as const;
  run.conditions = withCondition(run.conditions, condition, nowIso(deps));
}

async function startNodes(
  run: Run,
  publish: (judged: ReadonlyMap<string, JudgedNode>) => Promise<void>,
  deps: StageDeps,
  signal: AbortSignal,
): Promise<StageResult> {
  const prepared = dispatchCommands(run, deps, signal);
  if (prepared.kind === 'wait') return prepared;
  if (run.plannedStart === undefined) {
    const start = await planStart(run, deps);
    if (start === undefined) return waitFor(idleCheckMs);
    noteStarted(run, start.nodes.length, deps);
    await publish(judgeRun(run, deps));
  }
  commitNodes(run, deps);
  return next;
}

function noteStarted(run: Run, count: number, deps: StageDeps): void {
  const some = count > 0;
  const condition = {
    type: 'Started',
    status: some ? 'True' : 'False',
    reason: some ? reasons.Started : reasons.NothingStarted,
    message: `${count} of ${run.plan.nodes.length + run.plan.missing.length} nodes take part`,
  } as const;
  run.conditions = withCondition(run.conditions, condition, nowIso(deps));
}

const nowIso = (deps: StageDeps): string => new Date(deps.clock.unixUs() / 1_000).toISOString();
