import { reasons } from '../../shared/domain/reasons.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import { type StopOrder, stopKey } from '../planning/plan.ts';
import { digestAccepted } from '../planning/spec-digest.ts';
import { advanceWaves, type StatusGate } from './advance-waves.ts';
import { awaitNodes } from './await-nodes.ts';
import { completeRun } from './complete.ts';
import type { Conclusion } from './conclude.ts';
import { withCondition } from './conditions.ts';
import { decideStop } from './decide-stop.ts';
import { stopNodes } from './dispatch.ts';
import { flushLeavingNodes } from './flush-leaving-nodes.ts';
import { judgeRun, nextDeadlineUnixUs } from './judge-run.ts';
import { createJson } from './load-run.ts';
import { isFinal, type JudgedNode } from './node-state.ts';
import { noteProgress } from './note-progress.ts';
import { observeStarts } from './observe.ts';
import type { Run } from './run.ts';
import { nowIso, type StageDeps } from './stage.ts';

/** How often a run is looked at when nothing happens. */
const idleCheckMs = 5_000;

export interface ReconciledRun {
  readonly judged: ReadonlyMap<string, JudgedNode>;
  readonly conclusion: Conclusion | undefined;
  readonly retryAfterMs: number;
}

/** What a pass over a run is told of the world around it. */
export interface RunSurroundings {
  /** Of the object; undefined where that is gone or being deleted. */
  readonly spec: PowerToolSpec | undefined;
  /** Writes the status as it is now; used before the first Commit of a wave and before processing. */
  readonly gate: StatusGate;
  /** All runs that are under way. */
  readonly runs: Iterable<Run>;
}

/**
 * One pass over a run that has a plan: stop → wait for busy nodes → prepare → fix the start → commit → observe →
 * complete. Every step looks at what is, so the pass may be repeated at any time, also by another coordinator.
 */
export async function reconcileRun(
  run: Run,
  { spec, gate, runs }: RunSurroundings,
  deps: StageDeps,
  signal: AbortSignal,
): Promise<ReconciledRun> {
  noteSpec(run, spec, deps);
  await stopByItself(run, deps);
  if (run.stop !== undefined) stopNodes(run.nodes.values(), run.stop, deps);
  flushLeavingNodes(run, deps);
  const free = awaitNodes(run, runs, deps);
  const advanced = free.kind === 'wait' ? free : await advanceWaves(run, gate, deps, signal);
  observeStarts(run, deps);
  const judged = judgeRun(run, deps);
  run.startsMore = advanced.kind === 'wait';
  run.conditions = noteProgress(run, judged, nowIso(deps));
  if (advanced.kind === 'wait') return { judged, conclusion: undefined, retryAfterMs: advanced.retryAfterMs };
  if (![...judged.values()].every((node) => isFinal(node.state))) {
    const nowUnixUs = deps.clock.unixUs();
    const untilDeadlineMs = ((nextDeadlineUnixUs(run, nowUnixUs) ?? nowUnixUs) - nowUnixUs) / 1_000;
    const retryAfterMs = untilDeadlineMs > 0 ? Math.min(idleCheckMs, untilDeadlineMs) : idleCheckMs;
    return { judged, conclusion: undefined, retryAfterMs: Math.max(1, retryAfterMs) };
  }
  if (run.processing.kind === 'pending' && gate.untilWritableMs() === 0) await gate.publish(judged);
  const conclusion = await completeRun(run, judged, deps, signal);
  return { judged, conclusion, retryAfterMs: 0 };
}

/** Stops a run whose object is gone or says so, and says when an accepted spec was edited. */
function noteSpec(run: Run, spec: PowerToolSpec | undefined, deps: StageDeps): void {
  if (spec === undefined || spec.stop) {
    const message = spec === undefined ? 'The capture was deleted' : 'Somebody asked to stop the capture';
    run.stop ??= { reason: reasons.StopRequested, message };
  }
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

/** Stops a run that has gone beyond its budgets or is to end at the first failure; durable before anybody is told. */
async function stopByItself(run: Run, deps: StageDeps): Promise<void> {
  if (run.stop !== undefined) return;
  const written = (commandId: string, node: string): number =>
    deps.sessions.get(node)?.commands.get(commandId)?.update?.outputBytes ?? 0;
  const order = decideStop(run, () => judgeRun(run, deps), written);
  if (order === undefined) return;
  run.stop = await createJson<StopOrder>(deps.store, stopKey(run.plan.runUid), order);
  deps.log.warn({ run: run.plan.runUid, reason: run.stop.reason }, 'Capture stopped by its own policy');
  const about = { ...run.ref, uid: run.plan.runUid };
  deps.events.record(about, { type: 'Warning', ...run.stop });
}
