import { parseDurationMs } from '../../shared/domain/duration.ts';
import { type Reason, reasons } from '../../shared/domain/reasons.ts';
import type { PlannedCommand } from '../planning/plan.ts';
import { planCommand } from '../planning/waves.ts';
import { isFinal, type JudgedNode } from './node-state.ts';
import type { NodeRun, Run } from './run.ts';

/** How an attempt stands with its node: `unheard`: the node may still have it and has not said how it ended. */
export type AttemptEnd = 'ended' | 'neverSent' | 'unheard';

export type RetryDecision =
  | { readonly kind: 'none' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'retry'; readonly commands: readonly PlannedCommand[] };

/** What can pass by itself; all other failures would only come again. */
const passing: ReadonlySet<string> = new Set<Reason>([
  reasons.NotPrepared,
  reasons.NoCommit,
  reasons.ToolFailed,
  reasons.ExecFailed,
  reasons.CgroupFailed,
  reasons.SpoolFull,
  reasons.Draining,
  reasons.AgentStopping,
  reasons.AgentLost,
]);

/** How long a node may take to say how an attempt ended that was called off. */
const unheardMs = 40_000;

/**
 * Decides on further attempts, once every wave so far has ended: for each node that failed in a way that can pass,
 * while `retries` are left, its backoff after the failure. No attempt is made before the node has said how the one
 * before it ended, so that no tool runs twice at once.
 */
export function decideRetries(
  run: Run,
  judged: ReadonlyMap<string, JudgedNode>,
  endOf: (node: NodeRun) => AttemptEnd,
  nowUnixUs: number,
): RetryDecision {
  if (run.stop !== undefined) return { kind: 'none' };
  const due: PlannedCommand[] = [];
  const waits: number[] = [];
  for (const [name, node] of run.nodes) {
    const verdict = judged.get(name);
    if (verdict === undefined || !mayRetry(run, node, verdict)) continue;
    const failedUnixUs = node.recorded?.receivedUnixUs ?? node.wave.plannedStart?.startAtUnixUs ?? nowUnixUs;
    const end = endOf(node);
    if (end === 'unheard') {
      const patienceMs = (failedUnixUs - nowUnixUs) / 1_000 + unheardMs;
      if (patienceMs > 0) waits.push(patienceMs);
      continue;
    }
    const waitMs = (failedUnixUs - nowUnixUs) / 1_000 + backoffMs(run, node.planned.attempt);
    if (waitMs > 0) waits.push(waitMs);
    else due.push(planCommand(run.plan, node.planned, node.planned.attempt + 1));
  }
  if (waits.length > 0) return { kind: 'wait', ms: Math.min(...waits) };
  if (due.length === 0) return { kind: 'none' };
  const atOnce = run.plan.spec.budgets.maxConcurrentNodes || due.length;
  return { kind: 'retry', commands: due.slice(0, atOnce) };
}

/** Whether the failure of a node is the last word on it. */
export function hasFailedForGood(run: Run, node: NodeRun, verdict: JudgedNode): boolean {
  return isFailure(verdict) && !mayRetry(run, node, verdict);
}

function mayRetry(run: Run, node: NodeRun, verdict: JudgedNode): boolean {
  return (
    isFailure(verdict) &&
    passing.has(verdict.reason) &&
    node.planned.attempt <= run.plan.spec.failurePolicy.retries
  );
}

function isFailure({ state }: JudgedNode): boolean {
  return isFinal(state) && state !== 'verified' && state !== 'cancelled';
}

function backoffMs({ plan }: Run, attempt: number): number {
  const { initial, max, multiplier } = plan.spec.failurePolicy.backoff;
  const ceiling = parseDurationMs(max) ?? 0;
  return Math.min(ceiling, (parseDurationMs(initial) ?? 0) * multiplier ** (attempt - 1));
}
