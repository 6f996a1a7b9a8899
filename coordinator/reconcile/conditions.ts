import type { Condition } from '../../shared/kinds/power-tool.ts';

/** The conditions with one set. Its transition time changes only when its status does. */
export function withCondition(
  conditions: readonly Condition[],
  next: Omit<Condition, 'lastTransitionTime'>,
  nowIso: string,
): readonly Condition[] {
  const before = conditions.find((condition) => condition.type === next.type);
  const lastTransitionTime = before?.status === next.status ? before.lastTransitionTime : nowIso;
  const condition: Condition = { ...next, lastTransitionTime };
  if (before === undefined) return [...conditions, condition];
  return conditions.map((existing) => (existing === before ? condition : existing));
}
