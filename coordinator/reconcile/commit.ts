import { reasons } from '../../shared/domain/reasons.ts';
import { type PlannedStart, startKey } from '../planning/plan.ts';
import { isReadyToStart, liveSession, nodesOf, stopNodes } from './dispatch.ts';
import { createJson } from './load-run.ts';
import { type FixedStart, fixStart, isLeftOut, type Run, startInstantUs, type WaveRun } from './run.ts';
import type { StartDeps } from './stage.ts';

/** How long before the start instant a Commit is still sent: later it could not arrive in time. */
const latestCommitMs = 20;
/** How long before an instant that somebody fixed the nodes have to be prepared for it to be kept. */
const latestPlanMs = 100;

const tooLate = {
  reason: reasons.NoCommit,
  message: 'The start instant had come before the node could be told of it',
};

/**
 * Fixes the start instant of a wave and who takes part, once for the life of the run: written to the store before
 * anybody is told. Nobody takes part where no node is ready or the capture was stopped before.
 */
export async function planStart(run: Run, wave: WaveRun, deps: StartDeps): Promise<FixedStart> {
  if (wave.plannedStart !== undefined) return wave.plannedStart;
  const ready = run.stop === undefined ? nodesOf(run, wave).filter((node) => isReadyToStart(node, deps)) : [];
  const planned: PlannedStart = {
    startAtUnixUs: chooseInstantUs(run, wave, deps.clock.unixUs()),
    nodes: ready.map((node) => node.planned.name),
    isStopped: run.stop !== undefined,
  };
  const key = startKey(run.plan.runUid, wave.index);
  wave.plannedStart = fixStart(await createJson(deps.store, key, planned));
  startInstantUs(wave, deps.clock);
  return wave.plannedStart;
}

/** The instant that somebody fixed, for the first wave and while it can be kept; else the lead time from now. */
function chooseInstantUs({ plan }: Run, wave: WaveRun, nowUnixUs: number): number {
  const { startAtUnixUs } = plan;
  const isKept =
    startAtUnixUs !== undefined && wave.index === 0 && startAtUnixUs - nowUnixUs >= latestPlanMs * 1_000;
  return isKept ? startAtUnixUs : nowUnixUs + plan.leadTimeMs * 1_000;
}

/**
 * Sends the start instant to each node that was ready, in that node's own clock, and stops the others. A node
 * whose instant has passed before it could be told is stopped as well: it never starts late without saying so.
 */
export function commitNodes(run: Run, wave: WaveRun, deps: StartDeps): void {
  const start = wave.plannedStart;
  const startMonotonicUs = startInstantUs(wave, deps.clock);
  if (start === undefined || startMonotonicUs === undefined) return;
  const nowUs = deps.clock.monotonicUs();
  const nodes = nodesOf(run, wave);
  for (const node of nodes) {
    const session = liveSession(node, deps);
    if (session === undefined || node.recorded !== undefined || isLeftOut(node)) continue;
    if (session.commands.get(node.planned.commandId)?.state !== 'prepared') continue;
    if (node.commitSentTo === session.sessionId) continue;
    if (startMonotonicUs - nowUs < latestCommitMs * 1_000) {
      stopNodes([node], tooLate, deps);
      continue;
    }
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
  const late = 'The node was not prepared when the start instant was fixed';
  stopNodes(nodes.filter(isLeftOut), { reason: reasons.NotPrepared, message: late }, deps);
}
