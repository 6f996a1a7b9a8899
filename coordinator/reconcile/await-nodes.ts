import { parseDurationMs } from '../../shared/domain/duration.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { CommandTemplate } from '../planning/plan.ts';
import { withCondition } from './conditions.ts';
import { isLeftOut, type Run } from './run.ts';
import { next, nowIso, type StageDeps, type StageResult, waitFor } from './stage.ts';

const lookAgainMs = 1_000;

/**
 * Holds a run back while one of its nodes is busy with an earlier capture that its tool may not run beside, at most
 * for `start.startDeadline`; the condition `Waiting` names the capture. After that the node itself refuses.
 */
export function awaitNodes(run: Run, others: Iterable<Run>, deps: Pick<StageDeps, 'clock'>): StageResult {
  const patienceMs = parseDurationMs(run.plan.spec.start.startDeadline) ?? 0;
  const leftMs = (run.plan.createdUnixUs - deps.clock.unixUs()) / 1_000 + patienceMs;
  const blocker = mayWait(run) && leftMs > 0 ? findBlocker(run, others) : undefined;
  if (blocker === undefined) {
    if (run.conditions.some(({ type, status }) => type === 'Waiting' && status === 'True'))
      setWaiting(run, 'False', reasons.NodesFree, 'No node is waited for any more', deps);
    return next;
  }
  const { namespace, name } = blocker.by.plan;
  const message = `Node "${blocker.node}" is busy with capture "${namespace}/${name}"`;
  setWaiting(run, 'True', reasons.WaitingForNodes, message, deps);
  return waitFor(Math.min(lookAgainMs, leftMs));
}

/** Only before its first Prepare, and unless somebody has stopped it. */
function mayWait({ waves: [first], stop }: Run): boolean {
  return (
    stop === undefined &&
    first !== undefined &&
    first.prepareStartedUs === undefined &&
    first.plannedStart === undefined
  );
}

/** The first node on which as many captures are under way as may be, and one of those. */
export function findBlocker(
  run: Run,
  others: Iterable<Run>,
): { readonly node: string; readonly by: Run } | undefined {
  const { command } = run.plan;
  const counts = new Map<string, number>();
  for (const other of others) {
    if (other === run || !comesBefore(other, run)) continue;
    const limit = conflictLimit(command, other.plan.command);
    if (limit === undefined) continue;
    for (const node of run.nodes.keys()) {
      const theirs = other.nodes.get(node);
      if (theirs === undefined || theirs.recorded !== undefined || isLeftOut(theirs)) continue;
      const count = (counts.get(node) ?? 0) + 1;
      counts.set(node, count);
      if (count >= limit) return { node, by: other };
    }
  }
  return undefined;
}

/** How many runs of the other tool are too many beside this one; undefined: they do not mind each other. */
function conflictLimit(own: CommandTemplate, other: CommandTemplate): number | undefined {
  if (own.exclusiveWith.includes(other.tool) || other.exclusiveWith.includes(own.tool)) return 1;
  return own.tool === other.tool ? Math.max(1, own.concurrentPerNode) : undefined;
}

/** In the order of their acceptance, so that two captures never wait for each other. */
function comesBefore(left: Run, right: Run): boolean {
  if (left.plan.createdUnixUs !== right.plan.createdUnixUs)
    return left.plan.createdUnixUs < right.plan.createdUnixUs;
  return left.plan.runUid < right.plan.runUid;
}

function setWaiting(
  run: Run,
  status: 'True' | 'False',
  reason: string,
  message: string,
  deps: Pick<StageDeps, 'clock'>,
): void {
  run.conditions = withCondition(run.conditions, { type: 'Waiting', status, reason, message }, nowIso(deps));
}
