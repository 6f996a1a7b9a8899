import { clipText } from '../../shared/domain/clip-text.ts';
import type { Condition } from '../../shared/kinds/power-tool.ts';

/** Keeps a status small however many faults a message lists; the CRD's own limit is far above. */
export const maxMessageLength = 2_048;

/** The conditions with one set. Its transition time changes only when its status does. */
export function withCondition(
  conditions: readonly Condition[],
  next: Omit<Condition, 'lastTransitionTime'>,
  nowIso: string,
): readonly Condition[] {
  const before = conditions.find((condition) => condition.type === next.type);
  const lastTransitionTime = before?.status === next.status ? before.lastTransitionTime : nowIso;
  const message = clipText(next.message, maxMessageLength);
  const condition: Condition = { ...next, message, lastTransitionTime };
  if (before === undefined) return [...conditions, condition];
  return conditions.map((existing) => (existing === before ? condition : existing));
}
