import { reasons } from '../../shared/domain/reasons.ts';
import { type PlannedStart, startKey } from '../planning/plan.ts';
import { isReadyToStart, liveSession, stopNodes } from './dispatch.ts';
import { readJson } from './load-run.ts';
import { isLeftOut, type Run, startInstantUs } from './run.ts';
import type { StageDeps } from './stage.ts';

/** How long before the start instant a Commit is still sent: later it could not arrive in time. */
const latestCommitMs = 20;

/**
 * Fixes the start instant and who takes part, once for the life of the run: written to the store before anybody is
 * told. Nobody takes part where no node is ready or the capture was stopped before.
 */
export async function planStart(run: Run, deps: StageDeps): Promise<PlannedStart | undefined> {
  if (run.plannedStart !== undefined) return run.plannedStart;
  const ready = run.stopRequested ? [] : [...run.nodes.values()].filter((node) => isReadyToStart(node, deps));
  const start: PlannedStart = {
    startAtUnixUs: deps.clock.unixUs() + run.plan.leadTimeMs * 1_000,
    nodes: ready.map((node) => node.planned.name),
  };
  const key = startKey(run.plan.runUid);
  const written = await deps.store.createDocument(key, Buffer.from(JSON.stringify(start)));
  run.plannedStart = written === 'created' ? start : await readJson<PlannedStart>(deps.store, key);
  startInstantUs(run, deps.clock);
  return run.plannedStart;
}

/**
 * Sends the start instant to each node that was ready, in that node's own clock, and stops the others. A node
 * whose instant has passed before it could be told is stopped as well: it never starts late without saying so.
 */
export function commitNodes(run: Run, deps: StageDeps): void {
  const start = run.plannedStart;
  const startMonotonicUs = startInstantUs(run, deps.clock);
  if (start === undefined || startMonotonicUs === undefined) return;
  const nowUs = deps.clock.monotonicUs();
  for (const node of run.nodes.values()) {
    const session = liveSession(node, deps);
    if (session === undefined || node.recorded !== undefined || isLeftOut(run, node)) continue;
    if (session.commands.get(node.planned.commandId)?.state !== 'prepared') continue;
    if (node.commitSentTo === session.sessionId || startMonotonicUs - nowUs < latestCommitMs * 1_000)
      continue;
    const clock = session.clockAt(nowUs);
    if (clock === undefined) continue;
    node.commitSentTo = session.sessionId;
    session.stream.send({
      kind: 'commit',
      commandId: node.planned.commandId,
      startAtMonotonicUs: Math.round(startMonotonicUs + clock.offsetUs),
      startAtUnixUs: start.startAtUnixUs,
    });
  }
  const why = {
    reason: reasons.NotPrepared,
    message: 'The node was not prepared when the start instant was fixed',
  };
  stopNodes(run, (node) => isLeftOut(run, node), why, deps);
}
