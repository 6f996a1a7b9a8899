import { reasons } from '../../shared/domain/reasons.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Sessions } from '../agents/sessions.ts';
import { captureMs, waveDeadlineMs } from '../planning/plan.ts';
import { type JudgedNode, judgeNode } from './node-state.ts';
import { isLeftOut, type NodeRun, type Run, type WaveRun } from './run.ts';

/** Beyond the planned times: for stopping, sealing and a start that nobody confirmed. */
const marginMs = 60_000;

/** Judges every node of a run by what is known now. */
export function judgeRun(
  run: Run,
  deps: { readonly sessions: Sessions; readonly clock: Clock },
): ReadonlyMap<string, JudgedNode> {
  const nowUnixUs = deps.clock.unixUs();
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
        keepsFiles: run.plan.command.keepMs > 0,
        overdue: (uploadDeadlineUnixUs(run, node.wave) ?? Number.POSITIVE_INFINITY) <= nowUnixUs,
        leftOut: leftOutOf(run, node),
        earlierOutcomes: node.earlier.flatMap(({ recorded, receipts }) =>
          recorded === undefined ? [] : [{ artifacts: recorded.outcome.artifacts, receipts }],
        ),
      }),
    );
  }
  return judged;
}

/** An attempt that another one followed: it failed, whatever it left. */
export function judgeEarlier({ recorded }: NodeRun): JudgedNode {
  const { reason = reasons.NotPrepared, message = 'The node was not prepared in time' } =
    recorded?.outcome ?? {};
  return { state: 'failed', reason, message };
}

/** When what is missing of a wave counts as lost; undefined before its start instant is fixed. */
function uploadDeadlineUnixUs(run: Run, wave: WaveRun): number | undefined {
  return afterStart(wave, waveDeadlineMs(run.plan));
}

/** When the tools of a wave have ended, by their own timers, if they live; undefined before its start is fixed. */
export function captureDeadlineUnixUs(run: Run, wave: WaveRun): number | undefined {
  return afterStart(wave, captureMs(run.plan));
}

/** The next deadline of the run that lies ahead; undefined where there is none. */
export function nextDeadlineUnixUs(run: Run, nowUnixUs: number): number | undefined {
  const ahead = run.waves
    .flatMap((wave) => [captureDeadlineUnixUs(run, wave), uploadDeadlineUnixUs(run, wave)])
    .filter((deadline) => deadline !== undefined && deadline > nowUnixUs);
  return ahead.length === 0 ? undefined : Math.min(...ahead.filter((deadline) => deadline !== undefined));
}

function afterStart(wave: WaveRun, ms: number): number | undefined {
  const start = wave.plannedStart?.startAtUnixUs;
  return start === undefined ? undefined : start + (ms + marginMs) * 1_000;
}

function leftOutOf(run: Run, node: NodeRun): 'no' | 'notPrepared' | 'stopped' {
  const { plannedStart } = node.wave;
  if (plannedStart === undefined) {
    // A wave that has not begun when the run is stopped never begins.
    return run.stop !== undefined && node.prepareSentTo === undefined ? 'stopped' : 'no';
  }
  if (!isLeftOut(node)) return 'no';
  return plannedStart.isStopped ? 'stopped' : 'notPrepared';
}
