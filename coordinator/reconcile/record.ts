import { parseCommandId } from '../../shared/domain/command-id.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { Log } from '../../shared/log.ts';
import { backoffMs } from '../../shared/runtime/backoff.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Session } from '../agents/session.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { outcomeKey, planKey } from '../planning/plan.ts';
import { dropUnclaimed } from './drop-unclaimed.ts';
import { createJson } from './load-run.ts';
import {
  findAttempt,
  type MeasuredStart,
  type NodeRun,
  type RecordedOutcome,
  type Run,
  startInstantUs,
  type WaveRun,
} from './run.ts';

const retryRule = { initialMs: 500, maxMs: 15_000 };

/** What recording acts with. */
export interface RecordDeps {
  readonly store: ArtifactStore;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Writes an outcome to the store, once, and only then lets the agent forget it; uploads that it does not know are
 * given up. An outcome of a run that this
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
  // A run in memory has its plan in the store; a whole fleet ends at once, and plans of whole fleets are large.
  const isKnown =
    findRun(parts.runUid) !== undefined ||
    (await deps.store.readDocument(planKey(parts.runUid))) !== undefined;
  if (!isKnown) {
    log.warn('Outcome of an unknown run was left with its agent');
    return;
  }
  const findNode = (): { readonly run: Run; readonly node: NodeRun } | undefined => {
    const run = findRun(parts.runUid);
    const node = run === undefined ? undefined : findAttempt(run, session.node, outcome.commandId);
    return run === undefined || node === undefined ? undefined : { run, node };
  };
  const before = findNode();
  const begun = before === undefined ? undefined : { run: before.run, wave: before.node.wave };
  const recorded: RecordedOutcome = {
    outcome,
    receivedUnixUs: deps.clock.unixUs(),
    start: before?.node.start ?? measureStart(session, outcome.startedMonotonicUs, begun, deps.clock),
  };
  const key = outcomeKey(parts.runUid, session.node, parts.attempt);
  const kept = await createJson(deps.store, key, recorded);
  const wanted = before?.run.plan.command.outputs;
  await dropUnclaimed(key.slice(0, key.lastIndexOf('/')), kept.outcome, wanted, deps);
  const node = findNode()?.node;
  if (node !== undefined && node.recorded === undefined) {
    node.recorded = kept;
    node.start = kept.start;
  }
  session.stream.send({ kind: 'forget', commandId: outcome.commandId });
  log.info(
    { ending: outcome.ending, reason: outcome.reason, artifacts: outcome.artifacts.length },
    'Outcome recorded',
  );
}

/**
 * Tries to record until it is done: the agent says an outcome once a session. Ends without it where the session does,
 * since the next one says it again, and when the signal aborts, since then the next leader hears it.
 */
export async function keepRecording(
  record: () => Promise<void>,
  session: Pick<Session, 'node' | 'connected'>,
  { clock, log }: Pick<RecordDeps, 'clock' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await record();
      return;
    } catch (error) {
      if (signal.aborted || !session.connected) return;
      log.warn({ err: error, node: session.node }, 'Failed to record an outcome');
    }
    await clock.sleep(backoffMs(retryRule, attempt, Math.random()), signal).catch(() => undefined);
  }
}

/** How far from the planned instant a tool started, by the best estimate of its node's clock. */
export function measureStart(
  session: Session,
  startedMonotonicUs: number,
  begun: { readonly run: Run; readonly wave: WaveRun } | undefined,
  clock: Clock,
): MeasuredStart | undefined {
  if (startedMonotonicUs === 0 || begun === undefined) return undefined;
  const startUs = startInstantUs(begun.wave, clock);
  const estimate = session.clockAt(clock.monotonicUs());
  if (startUs === undefined || estimate === undefined) return undefined;
  const plannedUs = startUs + begun.run.plan.command.warmupMs * 1_000;
  return {
    errorUs: Math.round(startedMonotonicUs - estimate.offsetUs - plannedUs),
    uncertaintyUs: Math.round(estimate.uncertaintyUs),
  };
}
