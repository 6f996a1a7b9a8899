import type { PowerToolSpec, PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import type { StatusGate } from './advance-waves.ts';
import type { BeginDeps } from './begin-run.ts';
import { computeStatus } from './compute-status.ts';
import type { Conclusion } from './conclude.ts';
import { toKey } from './known-runs.ts';
import type { JudgedNode } from './node-state.ts';
import { reconcileRun } from './reconcile-run.ts';
import { attemptsOf, type Run } from './run.ts';
import { nowIso } from './stage.ts';
import { tellOfRun } from './tell-of-run.ts';

export interface WorkSurroundings {
  /** Of the object; undefined where that is gone or being deleted. */
  readonly spec: PowerToolSpec | undefined;
  /** The status that the object has now. */
  readonly previous: PowerToolStatus | undefined;
}

/**
 * One pass over a run and the status after it. Resolves with the milliseconds after which it has to be looked at
 * again, or undefined once it has ended and its status says so.
 */
export async function workOnRun(
  run: Run,
  { spec, previous }: WorkSurroundings,
  deps: BeginDeps,
  signal: AbortSignal,
): Promise<number | undefined> {
  const uid = run.plan.runUid;
  const { publisher } = deps;
  const toStatus = (judged: ReadonlyMap<string, JudgedNode>, conclusion?: Conclusion): PowerToolStatus =>
    computeStatus({ run, judged, conclusion, conditions: run.conditions, nowIso: nowIso(deps) }, previous);
  const gate: StatusGate = {
    untilWritableMs: () => publisher.untilWritableMs(uid),
    publish: (judged) => publisher.write(run.ref, uid, toStatus(judged)),
  };
  const result = await reconcileRun(run, { spec, gate, runs: deps.runs.underWay() }, deps, signal);
  tellOfRun(run, result, deps);
  const status = toStatus(result.judged, result.conclusion);
  const throttledMs = (await publisher.publish(run.ref, uid, status)).retryAfterMs;
  if (result.conclusion === undefined) {
    return throttledMs > 0 ? Math.min(throttledMs, result.retryAfterMs) : result.retryAfterMs;
  }
  if (throttledMs > 0) return throttledMs;
  run.isEndWritten = true;
  const { phase, reason } = result.conclusion;
  deps.log.info({ run: uid, capture: toKey(run.ref), phase, reason }, 'Capture completed');
  publisher.forget(uid);
  for (const { planned } of attemptsOf(run)) {
    deps.sessions.get(planned.name)?.commands.delete(planned.commandId);
  }
  deps.runs.dropOldest();
  return undefined;
}
