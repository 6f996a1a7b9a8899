import { parseDurationMs, toDurationText } from '../../shared/domain/duration.ts';
import type { Resource } from '../../shared/kinds/kinds.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import { occasionDayMs } from './decide-history.ts';
import { toOccasionName } from './make-child.ts';

/** A node that is about to leave: it was given a taint that says so, or is being deleted. */
export interface LeavingNode {
  readonly name: string;
  readonly uid: string;
  /** RFC 3339; the same whenever this leave is told of, and another one for the next. */
  readonly leavingAt: string;
}

/** What a trigger has fired. */
export interface Occasion {
  readonly name: string;
  readonly node: string | undefined;
  readonly dueMs: number;
}

export type OccasionDecision =
  | { readonly kind: 'fire'; readonly name: string; readonly node: string }
  | { readonly kind: 'fired'; readonly name: string }
  | { readonly kind: 'skip'; readonly message: string };

/**
 * Whether a trigger fires for a node that leaves: once for each leave, not within the cooldown of that node, and not
 * beyond the maximum of 24 hours. `history` holds at least what counts for these; `nowMs` is since 1970.
 */
export function decideOccasion(
  template: Resource<PowerToolSpec>,
  node: LeavingNode,
  history: readonly Occasion[],
  nowMs: number,
): OccasionDecision {
  const { spec, metadata } = template;
  const skip = (why: string): OccasionDecision => ({
    kind: 'skip',
    message: `Skipped the leave of node "${node.name}" at ${node.leavingAt}: ${why}`,
  });
  if (spec.trigger === undefined) return skip('the template has no trigger');
  if (spec.targets.labelSelector !== undefined) return skip('the template is for pods, not for whole nodes');
  const name = toOccasionName(metadata.name, node);
  if (history.some((occasion) => occasion.name === name)) return { kind: 'fired', name };
  const cooldownMs = parseDurationMs(spec.trigger.cooldown) ?? 0;
  const recent = history.find(
    (occasion) => occasion.node === node.name && nowMs - occasion.dueMs < cooldownMs,
  );
  if (recent !== undefined)
    return skip(`"${recent.name}" captured it within the cooldown of ${toDurationText(cooldownMs)}`);
  const ofDay = history.filter((occasion) => nowMs - occasion.dueMs < occasionDayMs);
  if (ofDay.length >= spec.trigger.maxPerDay)
    return skip(`maxPerDay, ${spec.trigger.maxPerDay}, is reached within 24 hours`);
  return { kind: 'fire', name, node: node.name };
}
