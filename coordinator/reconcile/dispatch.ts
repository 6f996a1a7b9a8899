import type { CoordinatorSays } from '../../shared/domain/session-messages.ts';
import { freshenClock } from '../agents/probe-clock.ts';
import type { Session } from '../agents/session.ts';
import type { NodeRun, Run, WaveRun } from './run.ts';
import { next, type StageResult, type StartDeps, unsettledMs, waitFor } from './stage.ts';

const maxRulesSent = 128;

/** Sends Prepare to every node of a wave that has not had it, and waits until each has answered or the time is up. */
export function dispatchCommands(run: Run, wave: WaveRun, deps: StartDeps, signal: AbortSignal): StageResult {
  if (wave.plannedStart !== undefined || run.stop !== undefined) return next;
  wave.prepareStartedUs ??= deps.clock.monotonicUs() + unsettledMs(deps) * 1_000;
  const nodes = nodesOf(run, wave);
  for (const node of nodes) {
    const session = liveSession(node, deps);
    if (session === undefined || node.recorded !== undefined) continue;
    const { commandId, attempt, pods } = node.planned;
    if (session.commands.has(commandId) || node.prepareSentTo === session.sessionId) continue;
    node.prepareSentTo = session.sessionId;
    sendRules(run, session);
    session.stream.send({ kind: 'prepare', command: { ...run.plan.command, commandId, attempt, pods } });
    void freshenClock(session, nodes.length, deps.clock, signal);
  }
  if (nodes.every((node) => hasAnswered(node, deps))) return next;
  const elapsedMs = (deps.clock.monotonicUs() - wave.prepareStartedUs) / 1_000;
  if (elapsedMs >= deps.times.prepareTimeoutMs) return next;
  return waitFor(deps.times.prepareTimeoutMs - elapsedMs);
}

/** Before the command that names them, and once a session. */
function sendRules({ plan }: Run, session: Session): void {
  // A plan of an older coordinator has none; its commands are refused by agents that want them.
  for (const document of plan.rules ?? []) {
    if (session.rulesSent.has(document.digest)) continue;
    // Agents hold more than that.
    if (session.rulesSent.size >= maxRulesSent) session.rulesSent.clear();
    session.rulesSent.add(document.digest);
    session.stream.send({ kind: 'rules', document });
  }
}

/** The attempts of a wave that are still the latest of their nodes. */
export function nodesOf(run: Run, wave: WaveRun): readonly NodeRun[] {
  return wave.nodes.flatMap((name) => {
    const node = run.nodes.get(name);
    return node?.wave === wave ? [node] : [];
  });
}

/** Sends Stop, once a session, to every node of the run that has its command and has not ended; which ones. */
export function stopNodes(
  nodes: Iterable<NodeRun>,
  why: { readonly reason: string; readonly message: string },
  deps: Pick<StartDeps, 'sessions'>,
): readonly NodeRun[] {
  const stopped: NodeRun[] = [];
  for (const node of nodes) {
    if (node.recorded !== undefined) continue;
    const session = liveSession(node, deps);
    if (session === undefined || node.stopSentTo === session.sessionId) continue;
    // A Stop before its Prepare would be nothing to the agent, and not be sent again.
    if (node.prepareSentTo !== session.sessionId && !session.commands.has(node.planned.commandId)) continue;
    node.stopSentTo = session.sessionId;
    const stop: CoordinatorSays = { kind: 'stop', commandId: node.planned.commandId, ...why };
    session.stream.send(stop);
    stopped.push(node);
  }
  return stopped;
}

/** The open session of a node, if it is still the machine that the plan means. */
export function liveSession(node: NodeRun, deps: Pick<StartDeps, 'sessions'>): Session | undefined {
  const session = deps.sessions.get(node.planned.name);
  return session?.connected && session.nodeUid === node.planned.uid ? session : undefined;
}

/** Whether the node waits in its cgroup and its clock is known. */
export function isReadyToStart(node: NodeRun, deps: StartDeps): boolean {
  const session = liveSession(node, deps);
  return (
    session?.commands.get(node.planned.commandId)?.state === 'prepared' &&
    session.clockAt(deps.clock.monotonicUs()) !== undefined
  );
}

function hasAnswered(node: NodeRun, deps: StartDeps): boolean {
  return node.recorded !== undefined || isReadyToStart(node, deps);
}
