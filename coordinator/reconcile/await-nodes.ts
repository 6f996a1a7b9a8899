import { parseDurationMs } from '../../shared/domain/duration.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { CommandTemplate } from '../planning/plan.ts';
import { withCondition } from './conditions.ts';
import { isLeftOut, type Run, type WaveRun } from './run.ts';
import { next, nowIso, type StageDeps, type StageResult, waitFor } from './stage.ts';

const lookAgainMs = 1_000;

/**
 * Holds a run back while one of its nodes is busy with another capture that its tool may not run beside, at most for
 * `start.startDeadline`; the condition `Waiting` names the capture. After that the node itself refuses. A node that is
 * free is kept for the capture that waits for it: a later one is held back however little it is willing to wait.
 */
export function awaitNodes(run: Run, others: Iterable<Run>, deps: Pick<StageDeps, 'clock'>): StageResult {
  const patienceMs = parseDurationMs(run.plan.spec.start.startDeadline) ?? 0;
  const leftMs = (run.plan.createdUnixUs - deps.clock.unixUs()) / 1_000 + patienceMs;
  const blockers = mayWait(run) ? findBlockers(run, others) : [];
  const blocker = leftMs > 0 ? blockers[0] : blockers.find(({ by }) => mayWait(by));
  if (blocker === undefined) {
    if (run.conditions.some(({ type, status }) => type === 'Waiting' && status === 'True'))
      setWaiting(run, 'False', reasons.NodesFree, 'No node is waited for any more', deps);
    return next;
  }
  const { namespace, name } = blocker.by.plan;
  const capture = `capture "${namespace}/${name}"`;
  const message = mayWait(blocker.by)
    ? `Node "${blocker.node}" is kept for ${capture}, which waits for longer`
    : `Node "${blocker.node}" is busy with ${capture}`;
  setWaiting(run, 'True', reasons.WaitingForNodes, message, deps);
  return waitFor(leftMs > 0 ? Math.min(lookAgainMs, leftMs) : lookAgainMs);
}

/** Only before its first Prepare, and unless somebody has stopped it. */
function mayWait({ waves: [first], stop }: Run): boolean {
  return stop === undefined && first !== undefined && !hasBegun(first);
}

function hasBegun(first: WaveRun): boolean {
  return first.prepareStartedUs !== undefined || first.plannedStart !== undefined;
}

export interface Blocker {
  readonly node: string;
  readonly by: Run;
}

/**
 * Each node of the run with as many captures as may be, and one of those: one at work, else one that waits as well and
 * came before. One at work counts even where it came later, since its node had been free for it.
 */
export function findBlockers(run: Run, others: Iterable<Run>): readonly Blocker[] {
  const all = [...others].filter((other) => other !== run);
  const ordered = [
    ...all.filter((other) => !mayWait(other)),
    ...all.filter((other) => mayWait(other) && compareAge(other, run) < 0).toSorted(compareAge),
  ];
  const counts = new Map<string, number>();
  const found = new Map<string, Run>();
  for (const other of ordered) {
    const limit = conflictLimit(run.plan.command, other.plan.command);
    if (limit === undefined) continue;
    for (const node of run.nodes.keys()) {
      const theirs = other.nodes.get(node);
      if (theirs === undefined || theirs.recorded !== undefined || isLeftOut(theirs)) continue;
      const count = (counts.get(node) ?? 0) + 1;
      counts.set(node, count);
      if (count >= limit && !found.has(node)) found.set(node, other);
    }
  }
  return [...found].map(([node, by]) => ({ node, by }));
}

/** How many runs of the other tool are too many beside this one; undefined: they do not mind each other. */
function conflictLimit(own: CommandTemplate, other: CommandTemplate): number | undefined {
  if (own.exclusiveWith.includes(other.tool) || other.exclusiveWith.includes(own.tool)) return 1;
  return own.tool === other.tool ? Math.max(1, own.concurrentPerNode) : undefined;
}

/** In the order of their acceptance, so that two captures never wait for each other. */
function compareAge({ plan: left }: Run, { plan: right }: Run): number {
  return left.createdUnixUs - right.createdUnixUs || (left.runUid < right.runUid ? -1 : 1);
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
