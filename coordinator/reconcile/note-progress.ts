import { isGoodEnding } from '../../shared/domain/outcome.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { Condition } from '../../shared/kinds/power-tool.ts';
import { withCondition } from './conditions.ts';
import { isFinal, type JudgedNode } from './node-state.ts';
import type { Run } from './run.ts';

/**
 * The conditions `Captured` and `Verified` as the nodes stand now. Each is there once it is decided: when every
 * node that takes part has ended its tool, and when every one has ended altogether, with no attempt to come. They
 * are different promises: captured is on the node, verified is in the store.
 */
export function noteProgress(
  run: Run,
  judged: ReadonlyMap<string, JudgedNode>,
  nowIso: string,
): readonly Condition[] {
  const selected = run.plan.nodes.length + run.plan.missing.length;
  const set = (conditions: readonly Condition[], type: string, done: number): readonly Condition[] => {
    const isTrue = done === selected;
    const reason = isTrue ? type : done === 0 ? reasons.Failed : reasons.PartiallySucceeded;
    const message = `${done} of ${selected} nodes`;
    return withCondition(conditions, { type, status: isTrue ? 'True' : 'False', reason, message }, nowIso);
  };
  if (run.startsMore) return run.conditions;
  const all = [...judged.values()];
  const outcomes = [...run.nodes.values()].map((node) => node.recorded?.outcome);
  let conditions = run.conditions;
  if (outcomes.every((outcome) => outcome !== undefined) || all.every((node) => isFinal(node.state))) {
    const captured = outcomes.filter(
      (outcome) => outcome !== undefined && isGoodEnding(outcome.ending),
    ).length;
    conditions = set(conditions, 'Captured', captured);
  }
  if (all.every((node) => isFinal(node.state))) {
    conditions = set(conditions, 'Verified', all.filter((node) => node.state === 'verified').length);
  }
  return conditions;
}
