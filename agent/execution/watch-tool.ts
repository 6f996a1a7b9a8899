import { type Reason, reasons } from '../../shared/domain/reasons.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { BlockedTool } from './blocked-tool.ts';
import type { Cause } from './decide-ending.ts';
import { firstOf, isAbortedFirst, orAborted } from './first-of.ts';
import { measureRun } from './measure-output.ts';
import type { ToolRequest } from './tool-request.ts';

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
  ]);
}

/** Why a signal stops a run: its reason where that is of the form `{ reason, message }`. */
export function readStopReason(stop: AbortSignal): { readonly reason: Reason; readonly message: string } {
  const why: unknown = stop.reason;
  if (typeof why === 'object' && why !== null && 'reason' in why && 'message' in why) {
    const reason = Object.values(reasons).find((known) => known === why.reason);
    if (reason !== undefined) return { reason, message: String(why.message) };
  }
  return { reason: reasons.StopRequested, message: 'The run was stopped' };
}

async function findLimit(request: ToolRequest): Promise<Cause | undefined> {
  if (request.outputBytes > 0) {
    const outputBytes = await measureRun(request);
    if (outputBytes > request.outputBytes * outputShare) return { kind: 'outputLimit', outputBytes };
  }
  // v1 kills one process of a run where v2 kills all: what is left is stopped.
  const { oomKills } = await request.cgroup.readLimitEvents();
  return oomKills > 0 ? { kind: 'memoryLimit' } : undefined;
}
