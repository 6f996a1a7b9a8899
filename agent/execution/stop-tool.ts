import { awaitStopGate } from './await-stop-gate.ts';
import type { BlockedTool } from './blocked-tool.ts';
import { firstOf, orAborted } from './first-of.ts';
import type { ExecutionDeps, ToolRequest } from './tool-request.ts';

/** How a tool took its stop signal. */
export interface Stopped {
  /** On the monotonic clock; 0: none was sent. */
  readonly sentAtUs: number;
  /** It outlived its grace: the whole tree is to be killed. */
  readonly isKilled: boolean;
}

export const neverStopped: Stopped = { sentAtUs: 0, isKilled: false };

interface StopOrder {
  readonly request: ToolRequest;
  readonly blocked: BlockedTool;
  readonly deps: ExecutionDeps;
}

/** Sends the stop signal, once it does no harm, and waits out the grace. `signAtUs`: when the tool showed that it does none. */
export async function stopTool(order: StopOrder, signAtUs: Promise<number | undefined>): Promise<Stopped> {
  const { blocked, request, deps } = order;
  const gate = await awaitStopGate(request.stop.notBefore, {
    exit: blocked.exit,
    signAtUs,
    clock: deps.clock,
  });
  if (gate === 'exited') return neverStopped;
  if (gate === 'late') deps.log.warn('Tool never showed that it may be stopped');
  const sentAtUs = deps.clock.monotonicUs();
  await easeForStop(order);
  await sendStop(order);
  const { againAfterMs } = request.stop;
  const end = await firstOf<'stopped' | 'killed'>([
    async (over) => {
      while (againAfterMs !== undefined) {
        await deps.clock.sleep(againAfterMs, over);
        await sendStop(order);
      }
      return undefined;
    },
    async (over) => ((await orAborted(blocked.exit, over)) === undefined ? undefined : 'stopped'),
    async (over) => {
      await deps.clock.sleep(request.stop.graceMs, over);
      return 'killed';
    },
  ]);
  if (end === 'killed')
    deps.log.warn({ graceMs: request.stop.graceMs }, 'Tool outlived its grace and was killed');
  return { sentAtUs, isKilled: end === 'killed' };
}

/** Lets the tool complete its files at full speed. */
async function easeForStop({ request, deps }: StopOrder): Promise<void> {
  try {
    await request.cgroup.easeForStop();
  } catch (error) {
    deps.log.warn({ err: error, cgroup: request.cgroup.name }, 'Tool could not be eased for its stop');
  }
}

/** Tells the tool, or what it started where it waits for that. */
async function sendStop({ blocked, request, deps }: StopOrder): Promise<void> {
  const { signal, toItsChildren } = request.stop;
  if (toItsChildren === true) {
    try {
      if ((await request.cgroup.signalOthers(blocked.pid, signal)) > 0) return;
    } catch (error) {
      const cgroup = request.cgroup.name;
      deps.log.warn({ err: error, cgroup }, 'Processes of the tool could not be told to stop');
    }
  }
  blocked.kill(signal);
}
