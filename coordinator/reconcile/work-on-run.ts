import type { PowerToolSpec, PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import type { StatusGate } from './advance-waves.ts';
import { computeStatus } from './compute-status.ts';
import type { Conclusion } from './conclude.ts';
import { toKey } from './known-runs.ts';
import type { JudgedNode } from './node-state.ts';
import type { StatusPublisher } from './publish-status.ts';
import { reconcileRun } from './reconcile-run.ts';
import { attemptsOf, type Run } from './run.ts';
import { nowIso, type StageDeps } from './stage.ts';
import { tellOfRun } from './tell-of-run.ts';

export interface WorkSurroundings {
  readonly spec: PowerToolSpec | undefined;
  /** The status that the object has now. */
  readonly previous: PowerToolStatus | undefined;
  readonly runs: Iterable<Run>;
  readonly publisher: StatusPublisher;
}

/**
 * One pass over a run and the status after it. Resolves with the milliseconds after which it has to be looked at
 * again, or undefined once it has ended and its status says so.
 */
export async function workOnRun(
  run: Run,
  { spec, previous, runs, publisher }: WorkSurroundings,
  deps: StageDeps,
  signal: AbortSignal,
): Promise<number | undefined> {
  const uid = run.plan.runUid;
  const toStatus = (judged: ReadonlyMap<string, JudgedNode>, conclusion?: Conclusion): PowerToolStatus =>
    computeStatus({ run, judged, conclusion, conditions: run.conditions, nowIso: nowIso(deps) }, previous);
  const gate: StatusGate = {
    untilWritableMs: () => publisher.untilWritableMs(uid),
    publish: (judged) => publisher.write(run.ref, uid, toStatus(judged)),
  };
  const result = await reconcileRun(run, { spec, gate, runs }, deps, signal);
  tellOfRun(run, result, deps);
  const status = toStatus(result.judged, result.conclusion);
  const throttledMs = (await publisher.publish(run.ref, uid, status)).retryAfterMs;
  if (result.conclusion === undefined) {
    return throttledMs > 0 ? Math.min(throttledMs, result.retryAfterMs) : result.retryAfterMs;
  }
  if (throttledMs > 0) return throttledMs;
  const { phase, reason } = result.conclusion;
  deps.log.info({ run: uid, capture: toKey(run.ref), phase, reason }, 'Capture completed');
  publisher.forget(uid);
  for (const { planned } of [...run.nodes.values()].flatMap(attemptsOf)) {
    deps.sessions.get(planned.name)?.commands.delete(planned.commandId);
  }
  return undefined;
}
