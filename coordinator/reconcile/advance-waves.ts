import { reasons } from '../../shared/domain/reasons.ts';
import { waveKey } from '../planning/plan.ts';
import type { Wave } from '../planning/waves.ts';
import { commitNodes, planStart } from './commit.ts';
import { withCondition } from './conditions.ts';
import { dispatchCommands, liveSession, nodesOf } from './dispatch.ts';
import { captureDeadlineUnixUs, judgeRun } from './judge-run.ts';
import { createJson } from './load-run.ts';
import type { JudgedNode } from './node-state.ts';
import { type AttemptEnd, decideRetries } from './retries.ts';
import { addWave, isLeftOut, type NodeRun, type Run, startInstantUs, type WaveRun } from './run.ts';
import { next, nowIso, type StageResult, type StartDeps, waitFor } from './stage.ts';

/** Writes the status as it is now; `ready` says after how many milliseconds it may be written. */
export interface StatusGate {
  untilWritableMs(): number;
  publish(judged: ReadonlyMap<string, JudgedNode>): Promise<void>;
}

/**
 * Brings the waves forward: each is prepared, gets its start instant and is committed once the one before it has
 * ended; when all have, nodes that failed in a way that can pass get a further one.
 */
export async function advanceWaves(
  run: Run,
  gate: StatusGate,
  deps: StartDeps,
  signal: AbortSignal,
): Promise<StageResult> {
  for (;;) {
    const wave = run.waves.find((candidate) => !hasEnded(run, candidate, deps));
    if (wave !== undefined) {
      const started = await startWave(run, wave, gate, deps, signal);
      if (started.kind === 'wait' || !hasEnded(run, wave, deps)) return started;
      continue;
    }
    const decision = decideRetries(
      run,
      judgeRun(run, deps),
      (node) => endOf(node, deps),
      deps.clock.unixUs(),
    );
    if (decision.kind === 'none') return next;
    if (decision.kind === 'wait') return waitFor(decision.ms);
    const { runUid } = run.plan;
    const index = run.waves.length;
    const planned: Wave = { index, commands: decision.commands };
    const added = addWave(run, await createJson(deps.store, waveKey(runUid, index), planned));
    noteRetried(run, added, deps);
  }
}

/** Whether every tool of a wave has ended, will never start, or is overdue. Files may still be on their way. */
function hasEnded(run: Run, wave: WaveRun, deps: StartDeps): boolean {
  if (run.stop !== undefined && wave.plannedStart === undefined)
    return nodesOf(run, wave).every((node) => node.prepareSentTo === undefined);
  if (wave.plannedStart === undefined) return false;
  const deadline = captureDeadlineUnixUs(run, wave);
  if (deadline !== undefined && deadline <= deps.clock.unixUs()) return true;
  return nodesOf(run, wave).every((node) => node.recorded !== undefined || isLeftOut(node));
}

async function startWave(
  run: Run,
  wave: WaveRun,
  gate: StatusGate,
  deps: StartDeps,
  signal: AbortSignal,
): Promise<StageResult> {
  const prepared = dispatchCommands(run, wave, deps, signal);
  if (prepared.kind === 'wait') return prepared;
  if (wave.plannedStart === undefined) {
    // The start instant is in the status before anybody is told of it.
    const untilWritableMs = gate.untilWritableMs();
    if (untilWritableMs > 0) return waitFor(untilWritableMs);
    const start = await planStart(run, wave, deps);
    noteStarted(run, wave, start.nodes.size, deps);
    await tellAndCommit(run, wave, gate, deps, signal);
  }
  commitNodes(run, wave, deps);
  return next;
}

/**
 * Commits once the status says when the wave starts, or where the API server takes long, when half of the time to the
 * start is over: the instant is in the store, and nodes that are told too late would not start at all.
 */
async function tellAndCommit(
  run: Run,
  wave: WaveRun,
  gate: StatusGate,
  deps: StartDeps,
  signal: AbortSignal,
): Promise<void> {
  const leadMs = ((startInstantUs(wave, deps.clock) ?? 0) - deps.clock.monotonicUs()) / 1_000;
  const isTold = new AbortController();
  const patience = deps.clock.sleep(leadMs / 2, AbortSignal.any([signal, isTold.signal]));
  const told = gate.publish(judgeRun(run, deps));
  await Promise.race([told, patience]).catch(() => undefined);
  isTold.abort();
  await patience.catch(() => undefined);
  commitNodes(run, wave, deps);
  await told;
}

/** Whether the node has said how the attempt ended. */
function endOf(node: NodeRun, deps: StartDeps): AttemptEnd {
  if (node.recorded !== undefined) return 'ended';
  const session = liveSession(node, deps);
  if (session === undefined || session.commands.has(node.planned.commandId)) return 'unheard';
  return node.prepareSentTo === session.sessionId ? 'unheard' : 'neverSent';
}

function noteStarted(run: Run, wave: WaveRun, count: number, deps: StartDeps): void {
  const { plan, ref } = run;
  const some = count > 0;
  const planned = wave.plannedStart?.startAtUnixUs ?? 0;
  const isMoved =
    some && wave.index === 0 && plan.startAtUnixUs !== undefined && planned !== plan.startAtUnixUs;
  const late = isMoved
    ? `; ${Math.round((planned - plan.startAtUnixUs) / 1_000)} ms after start.at, since the nodes were not prepared before`
    : '';
  const chosen = wave.index === 0 ? wave.nodes.length + plan.missing.length : wave.nodes.length;
  const which = run.waves.length === 1 ? '' : ` in wave ${wave.index + 1}`;
  const condition = {
    type: 'Started',
    status: some ? 'True' : 'False',
    reason: some ? (isMoved ? reasons.StartedLate : reasons.Started) : reasons.NothingStarted,
    message: `${count} of ${chosen} nodes take part${which}${late}`,
  } as const;
  const before = run.conditions.find(({ type }) => type === 'Started');
  // That an earlier wave has started stays true when a later one does not.
  if (!some && before?.status === 'True') return;
  run.conditions = withCondition(run.conditions, condition, nowIso(deps));
  // That nodes started is told when they have; see tellOfRun.
  if (some) return;
  const { reason, message } = condition;
  deps.events.record({ ...ref, uid: plan.runUid }, { type: 'Warning', reason, message });
}

function noteRetried(run: Run, wave: WaveRun, deps: StartDeps): void {
  const names = wave.nodes.slice(0, 5).join(', ');
  const more = wave.nodes.length > 5 ? ` and ${wave.nodes.length - 5} more` : '';
  const message = `A further attempt on ${names}${more}`;
  const about = { ...run.ref, uid: run.plan.runUid };
  deps.events.record(about, { type: 'Normal', reason: reasons.Retried, message });
  deps.log.info(
    { run: run.plan.runUid, nodes: wave.nodes.length, wave: wave.index },
    'Further attempts planned',
  );
}
