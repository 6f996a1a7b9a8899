import { reasons } from '../../shared/domain/reasons.ts';
import type { Conclusion } from './conclude.ts';
import { describeStart } from './describe-start.ts';
import { isFinal, type JudgedNode } from './node-state.ts';
import type { Run } from './run.ts';
import type { StageDeps } from './stage.ts';

/**
 * Tells by events what is news about a run: how its waves started, nodes that failed, that all is verified, what was
 * processed, how it ended. What was told is remembered with the run, so that each is told once by each coordinator.
 */
export function tellOfRun(
  run: Run,
  {
    judged,
    conclusion,
  }: { readonly judged: ReadonlyMap<string, JudgedNode>; readonly conclusion: Conclusion | undefined },
  { events }: Pick<StageDeps, 'events'>,
): void {
  const about = { ...run.ref, uid: run.plan.runUid };
  const tell = (key: string, type: 'Normal' | 'Warning', reason: string, message: string): void => {
    if (run.told.has(key)) return;
    run.told.add(key);
    events.record(about, { type, reason, message });
  };
  for (const wave of run.waves) {
    const started = describeStart(run, wave);
    if (started !== undefined) tell(`started ${wave.index}`, 'Normal', reasons.Started, started);
  }
  for (const [node, { state, reason, message }] of judged) {
    if (!isFinal(state) || state === 'verified' || state === 'cancelled') continue;
    const attempt = run.nodes.get(node)?.planned.attempt ?? 1;
    tell(`${node} ${attempt}`, 'Warning', reason, `Node "${node}": ${message}`);
  }
  const verified = run.conditions.find(({ type }) => type === 'Verified');
  if (verified?.status === 'True') tell('verified', 'Normal', reasons.Verified, verified.message);
  const processed = run.conditions.find(({ type }) => type === 'Processed');
  if (processed !== undefined && processed.reason !== reasons.NothingToProcess) {
    const type = processed.status === 'True' ? 'Normal' : 'Warning';
    tell('processed', type, processed.reason, processed.message);
  }
  if (conclusion === undefined) return;
  const isGood = conclusion.phase === 'Succeeded' || conclusion.phase === 'Cancelled';
  const said = conclusion.reason === conclusion.phase ? '' : ` (${conclusion.phase})`;
  tell('complete', isGood ? 'Normal' : 'Warning', conclusion.reason, `${conclusion.message}${said}`);
}
