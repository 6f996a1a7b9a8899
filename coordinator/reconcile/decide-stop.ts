import { toRawSize } from '../../shared/domain/artifact.ts';
import { parseBytes, toBytesText } from '../../shared/domain/quantity.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { StopOrder } from '../planning/plan.ts';
import type { JudgedNode } from './node-state.ts';
import { hasFailedForGood } from './retries.ts';
import { attemptsOf, type Run } from './run.ts';

/**
 * Why the coordinator itself has to stop a run: a node failed for good and the policy says so, or all nodes
 * together wrote more than the budget. Undefined: it goes on.
 *
 * @param judge asked only where the policy wants to know; it looks at every node.
 * @param writtenBytes what a command has written so far, by what its node last said.
 */
export function decideStop(
  run: Run,
  judge: () => ReadonlyMap<string, JudgedNode>,
  writtenBytes: (commandId: string, node: string) => number,
): StopOrder | undefined {
  return decideAbort(run, judge) ?? decideBudget(run, writtenBytes);
}

function decideAbort(run: Run, judge: () => ReadonlyMap<string, JudgedNode>): StopOrder | undefined {
  const { plan, nodes } = run;
  if (plan.spec.failurePolicy.onError !== 'Abort') return undefined;
  const [missing] = plan.missing;
  if (missing !== undefined) return abort(missing.name, missing.reason);
  for (const [name, verdict] of judge()) {
    const node = nodes.get(name);
    if (node !== undefined && hasFailedForGood(run, node, verdict)) return abort(name, verdict.reason);
  }
  return undefined;
}

function abort(node: string, reason: string): StopOrder {
  return { reason: reasons.Aborted, message: `Node "${node}" failed (${reason}), and onError is Abort` };
}

function decideBudget(
  run: Run,
  writtenBytes: (commandId: string, node: string) => number,
): StopOrder | undefined {
  const limit = parseBytes(run.plan.spec.budgets.maxTotalBytes) ?? Number.POSITIVE_INFINITY;
  let total = 0;
  for (const { planned, recorded } of attemptsOf(run)) {
    const sealed = recorded?.outcome.artifacts.reduce((sum, artifact) => sum + toRawSize(artifact), 0);
    total += sealed ?? writtenBytes(planned.commandId, planned.name);
  }
  if (total <= limit) return undefined;
  const message = `All nodes together wrote ${toBytesText(total)}, more than budgets.maxTotalBytes of ${toBytesText(limit)}`;
  return { reason: reasons.BudgetExceeded, message };
}
