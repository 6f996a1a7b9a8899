import { type Reason, reasons } from '../../shared/domain/reasons.ts';
import { emptyStatus } from '../../shared/kinds/empty-status.ts';
import type { Condition, PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import type { ResolvedTargets } from '../planning/resolve-targets.ts';
import { toMissingFailures } from './compute-status.ts';
import { withCondition } from './conditions.ts';

/** Why a capture is not accepted; for any other reason it was, but nothing can be done. */
const unaccepted: ReadonlySet<string> = new Set<Reason>([
  reasons.Invalid,
  reasons.UnknownTool,
  reasons.ConfigNotReady,
  reasons.PolicyNotReady,
  reasons.NotAdmitted,
  reasons.BudgetExceeded,
]);

interface Word {
  readonly reason: string;
  readonly message: string;
}

/**
 * The status of a capture that ends before it has a plan: invalid, without targets, or stopped at once.
 *
 * @param targets those that were chosen and cannot be used, where that is why.
 */
export function toRefusedStatus(
  { reason, message }: Word,
  targets: ResolvedTargets | undefined,
  previous: PowerToolStatus | undefined,
  nowIso: string,
): PowerToolStatus {
  const accepted = unaccepted.has(reason)
    ? ({ type: 'Accepted', status: 'False', reason, message } as const)
    : isAccepted;
  const words: Omit<Condition, 'lastTransitionTime'>[] = [accepted];
  if (targets !== undefined) words.push({ type: 'TargetsResolved', status: 'False', reason, message });
  words.push({ type: 'Complete', status: 'True', reason, message });
  const missing = targets?.missing ?? [];
  const [matched, selected] = [targets?.matched ?? 0, missing.length];
  return {
    ...emptyStatus,
    phase: reason === reasons.Cancelled ? 'Cancelled' : 'Failed',
    conditions: withConditions(endWaiting(previous?.conditions ?? [], nowIso), words, nowIso),
    nodes: { ...emptyStatus.nodes, matched, selected, failed: selected },
    failures: toMissingFailures(missing),
    completedAt: nowIso,
  };
}

/** The status of a capture that is valid, but not begun: it waits for its instant or for nodes. */
export function toWaitingStatus(
  { reason, message }: Word,
  previous: PowerToolStatus | undefined,
  nowIso: string,
): PowerToolStatus {
  const waiting = { type: 'Waiting', status: 'True', reason, message } as const;
  const isScheduled = reason === reasons.WaitingForStart || previous?.phase === 'Scheduled';
  return {
    ...emptyStatus,
    phase: isScheduled ? 'Scheduled' : 'Pending',
    conditions: withConditions(previous?.conditions ?? [], [isAccepted, waiting], nowIso),
  };
}

/** The conditions of a capture after its wait, if it waited. */
export function endWaiting(conditions: readonly Condition[], nowIso: string): readonly Condition[] {
  if (conditions.every(({ type, status }) => type !== 'Waiting' || status === 'False')) return conditions;
  const over = { type: 'Waiting', status: 'False', reason: reasons.WaitOver, message: '' } as const;
  return withCondition(conditions, over, nowIso);
}

function withConditions(
  before: readonly Condition[],
  words: readonly Omit<Condition, 'lastTransitionTime'>[],
  nowIso: string,
): readonly Condition[] {
  return words.reduce((conditions, word) => withCondition(conditions, word, nowIso), before);
}

const isAccepted = {
  type: 'Accepted',
  status: 'True',
  reason: reasons.Accepted,
  message: '',
} as const;
