import { parseCommandId } from '../../shared/domain/command-id.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Session } from '../agents/session.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { outcomeKey, planKey } from '../planning/plan.ts';
import { readJson } from './load-run.ts';
import { type MeasuredStart, type RecordedOutcome, type Run, startInstantUs } from './run.ts';

/** What recording acts with. */
export interface RecordDeps {
  readonly store: ArtifactStore;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Writes an outcome to the store, once, and only then lets the agent forget it. An outcome of a run that this
 * store does not know, or of another node's command, is left with the agent.
 */
export async function recordOutcome(
  session: Session,
  outcome: Outcome,
  findRun: (runUid: string) => Run | undefined,
  deps: RecordDeps,
): Promise<void> {
  const parts = parseCommandId(outcome.commandId);
  const log = deps.log.child({ node: session.node, commandId: outcome.commandId });
  if (parts === undefined || parts.nodeUid !== session.nodeUid) {
    log.warn('Outcome of a command that is not the node’s own was left out');
    return;
  }
  if ((await deps.store.readDocument(planKey(parts.runUid))) === undefined) {
    log.warn('Outcome of an unknown run was left with its agent');
    return;
  }
  const runBefore = findRun(parts.runUid);
  const recorded: RecordedOutcome = {
    outcome,
    receivedUnixUs: deps.clock.unixUs(),
    start:
      runBefore?.nodes.get(session.node)?.start ??
      measureStart(session, outcome.startedMonotonicUs, runBefore, deps.clock),
  };
  const key = outcomeKey(parts.runUid, session.node, parts.attempt);
  const written = await deps.store.createDocument(key, Buffer.from(JSON.stringify(recorded)));
  const node = findRun(parts.runUid)?.nodes.get(session.node);
  if (node !== undefined && node.planned.attempt === parts.attempt && node.recorded === undefined) {
    node.recorded = written === 'created' ? recorded : await readJson<RecordedOutcome>(deps.store, key);
    node.start = node.recorded?.start;
  }
  session.stream.send({ kind: 'forget', commandId: outcome.commandId });
  log.info(
    { ending: outcome.ending, reason: outcome.reason, artifacts: outcome.artifacts.length },
    'Outcome recorded',
  );
}

/** How far from the planned instant a tool started, by the best estimate of its node's clock. */
export function measureStart(
  session: Session,
  startedMonotonicUs: number,
  run: Run | undefined,
  clock: Clock,
): MeasuredStart | undefined {
  if (startedMonotonicUs === 0 || run === undefined) return undefined;
  const startUs = startInstantUs(run, clock);
  const estimate = session.clockAt(clock.monotonicUs());
  if (startUs === undefined || estimate === undefined) return undefined;
  const plannedUs = startUs + run.plan.command.warmupMs * 1_000;
  return {
    errorUs: Math.round(startedMonotonicUs - estimate.offsetUs - plannedUs),
    uncertaintyUs: Math.round(estimate.uncertaintyUs),
  };
}
