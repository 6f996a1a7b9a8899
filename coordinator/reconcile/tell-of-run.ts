import { reasons } from '../../shared/domain/reasons.ts';
import type { Conclusion } from './conclude.ts';
import { describeStart } from './describe-start.ts';
import { judgeEarlier } from './judge-run.ts';
import { isFinal, type JudgedNode } from './node-state.ts';
import type { NodeRun, Run } from './run.ts';
import type { StageDeps } from './stage.ts';

const nothingMade: ReadonlySet<string> = new Set([reasons.NothingToProcess, reasons.KeptOnNode]);

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
  const tellFailed = ({ planned: { name, attempt } }: NodeRun, { reason, message }: JudgedNode): void =>
    tell(`${name} ${attempt}`, 'Warning', reason, `Node "${name}": ${message}`);
  for (const wave of run.waves) {
    const started = describeStart(run, wave);
    if (started !== undefined) tell(`started ${wave.index}`, 'Normal', reasons.Started, started);
  }
  for (const [name, node] of run.nodes) {
    for (const earlier of node.earlier) tellFailed(earlier, judgeEarlier(earlier));
    const verdict = judged.get(name);
    if (verdict === undefined || !isFinal(verdict.state)) continue;
    if (verdict.state !== 'verified' && verdict.state !== 'cancelled') tellFailed(node, verdict);
  }
  const verified = run.conditions.find(({ type }) => type === 'Verified');
  if (verified?.status === 'True') tell('verified', 'Normal', verified.reason, verified.message);
  const processed = run.conditions.find(({ type }) => type === 'Processed');
  if (processed !== undefined && !nothingMade.has(processed.reason)) {
    const type = processed.status === 'True' ? 'Normal' : 'Warning';
    tell('processed', type, processed.reason, processed.message);
  }
  if (conclusion === undefined) return;
  const isGood = conclusion.phase === 'Succeeded' || conclusion.phase === 'Cancelled';
  const said = conclusion.reason === conclusion.phase ? '' : ` (${conclusion.phase})`;
  tell('complete', isGood ? 'Normal' : 'Warning', conclusion.reason, `${conclusion.message}${said}`);
}
