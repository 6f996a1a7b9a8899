import type { Clock } from '../../shared/runtime/clock.ts';
import type { Sessions } from '../agents/sessions.ts';
import { runDeadlineMs } from '../planning/plan.ts';
import { type JudgedNode, judgeNode } from './node-state.ts';
import { isLeftOut, type Run } from './run.ts';

/** Beyond the planned times: for stopping, sealing and a start that nobody confirmed. */
const marginMs = 60_000;

/** Judges every node of a run by what is known now. */
export function judgeRun(
  run: Run,
  deps: { readonly sessions: Sessions; readonly clock: Clock },
): ReadonlyMap<string, JudgedNode> {
  const overdue = deadlineUnixUs(run) <= deps.clock.unixUs();
  const judged = new Map<string, JudgedNode>();
  for (const [name, node] of run.nodes) {
    const session = deps.sessions.get(name);
    const sameMachine = session !== undefined && session.nodeUid === node.planned.uid;
    judged.set(
      name,
      judgeNode({
        prepareSent: node.prepareSentTo !== undefined,
        alive: sameMachine && deps.sessions.isAlive(session),
        commandState: sameMachine ? session.commands.get(node.planned.commandId)?.state : undefined,
        outcome: node.recorded?.outcome,
        receipts: node.receipts,
        outputs: run.plan.command.outputs,
        overdue,
        leftOut: !isLeftOut(run, node) ? 'no' : run.stopRequested ? 'stopped' : 'notPrepared',
      }),
    );
  }
  return judged;
}

/** When what is missing counts as lost. Before the start instant is known: counted from the plan. */
export function deadlineUnixUs(run: Run): number {
  const fromUs = run.plannedStart?.startAtUnixUs ?? run.plan.createdUnixUs;
  return fromUs + (runDeadlineMs(run.plan) + marginMs) * 1_000;
}
