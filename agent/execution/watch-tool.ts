import type { Clock } from '../../shared/runtime/clock.ts';
import type { BlockedTool } from './blocked-tool.ts';
import type { Cause } from './decide-ending.ts';
import { firstOf, isAbortedFirst, orAborted } from './first-of.ts';
import { weighOutput } from './measure-output.ts';
import { readStopReason } from './stop-reason.ts';
import type { ToolRequest } from './tool-request.ts';
import { watchCost } from './watch-cost.ts';

const lookEveryMs = 250;
/** The share of the output cap at which the tool is stopped, so that it can still complete its files. */
const outputShare = 0.9;
const longestSleepMs = 2_147_000_000;

export interface Watch {
  readonly request: ToolRequest;
  readonly blocked: BlockedTool;
  readonly clock: Clock;
  readonly startedUs: number;
  readonly stop: AbortSignal;
}

/** Waits until something makes the tool end, or it has ended by itself. */
export function watchTool({ request, blocked, clock, startedUs, stop }: Watch): Promise<Cause> {
  const { guards } = request;
  const leftMs = Math.max(0, request.durationMs - (clock.monotonicUs() - startedUs) / 1_000);
  return firstOf<Cause>([
    async (over) => ((await orAborted(blocked.exit, over)) === undefined ? undefined : { kind: 'exit' }),
    async (over) => {
      await clock.sleep(Math.min(leftMs, longestSleepMs), over);
      return { kind: 'planned' };
    },
    async (over) =>
      (await isAbortedFirst(stop, over)) ? { kind: 'stop', ...readStopReason(stop) } : undefined,
    async (over) => {
      for (;;) {
        await clock.sleep(lookEveryMs, over);
        const cause = await findLimit(request);
        if (cause !== undefined) return cause;
      }
    },
    ...(guards === undefined
      ? []
      : [(over: AbortSignal) => watchCost(guards, { cgroup: request.cgroup, clock, startedUs }, over)]),
  ]);
}

async function findLimit(request: ToolRequest): Promise<Cause | undefined> {
  if (request.outputBytes > 0) {
    const outputBytes = await weighOutput(request);
    if (outputBytes > request.outputBytes * outputShare) return { kind: 'outputLimit', outputBytes };
  }
  // v1 kills one process of a run where v2 kills all: what is left is stopped.
  const { oomKills } = await request.cgroup.readLimitEvents();
  return oomKills > 0 ? { kind: 'memoryLimit' } : undefined;
}
