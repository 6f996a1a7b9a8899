import { isGoodEnding } from '../../shared/domain/outcome.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { Condition } from '../../shared/kinds/power-tool.ts';
import { withCondition } from './conditions.ts';
import { isFinal, type JudgedNode } from './node-state.ts';
import type { Run } from './run.ts';

/**
 * The conditions `Captured` and `Verified` as the nodes stand now. Each is there once it is decided: when every
 * node that takes part has ended its tool, and when every one has ended altogether, with no attempt to come. They
 * are different promises: captured is on the node, verified is in the store, or, by its reason, kept on the node.
 */
export function noteProgress(
  run: Run,
  judged: ReadonlyMap<string, JudgedNode>,
  nowIso: string,
): readonly Condition[] {
  const selected = run.plan.nodes.length + run.plan.missing.length;
  if (run.startsMore) return run.conditions;
  const all = [...judged.values()];
  const outcomes = [...run.nodes.values()].map((node) => node.recorded?.outcome);
  let conditions = run.conditions;
  if (outcomes.every((outcome) => outcome !== undefined) || all.every((node) => isFinal(node.state))) {
    const captured = outcomes.filter(
      (outcome) => outcome !== undefined && isGoodEnding(outcome.ending),
    ).length;
    conditions = withCondition(conditions, toCountWord('Captured', { done: captured, selected }), nowIso);
  }
  if (all.every((node) => isFinal(node.state))) {
    const verified = all.filter((node) => node.state === 'verified');
    const kept = verified.filter(({ reason }) => reason === reasons.KeptOnNode).length;
    const word = toCountWord('Verified', { done: verified.length, selected, kept });
    conditions = withCondition(conditions, word, nowIso);
  }
  return conditions;
}

/** What `Captured` or `Verified` says; `kept`: how many nodes count since they keep their files. */
export function toCountWord(
  type: 'Captured' | 'Verified',
  { done, selected, kept = 0 }: { readonly done: number; readonly selected: number; readonly kept?: number },
): Omit<Condition, 'lastTransitionTime'> {
  const where = kept > 0 ? `, ${kept} of them sealed on the node as asked` : '';
  const message = `${done} of ${selected} nodes${where}`;
  if (done === selected)
    return { type, status: 'True', reason: kept > 0 ? reasons.KeptOnNode : type, message };
  return { type, status: 'False', reason: done === 0 ? reasons.Failed : reasons.PartiallySucceeded, message };
}
