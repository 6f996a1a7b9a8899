import { join } from 'node:path';
import type { Usage } from '../../shared/domain/outcome.ts';
import { type Reason, reasons } from '../../shared/domain/reasons.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import type { PreparedTool, ToolEnding } from '../execution/tool-request.ts';
import { snapshotFileName, takeSnapshots } from './take-snapshots.ts';

export interface SnapshotRequest {
  readonly directory: string;
  readonly durationMs: number;
  readonly outputBytes: number;
}

const lateToleranceUs = 50_000;
const noUsage: Usage = {
  cpuUs: 0,
  throttledUs: 0,
  memoryPeakBytes: 0,
  oomKills: 0,
  ioReadBytes: 0,
  ioWrittenBytes: 0,
};

type Verdict = Pick<ToolEnding, 'ending' | 'reason' | 'message'>;

/**
 * The built-in tool `node-snapshot`: it starts, stops and ends as an executable does, but is part of the agent and
 * so has neither process nor cgroup.
 */
export function prepareSnapshotTool(request: SnapshotRequest, clock: Clock): PreparedTool {
  return {
    lackingCapabilities: [],
    abandon: async () => undefined,
    run: async (startAtUs, stop, onProgress) => {
      if (!(await waitUntil(startAtUs, clock, stop))) return toUnstarted(stop, clock);
      const startedMonotonicUs = clock.monotonicUs();
      const startedUnixUs = clock.unixUs();
      const planned = AbortSignal.timeout(request.durationMs);
      const series = {
        path: join(request.directory, snapshotFileName),
        startAtUs: startedMonotonicUs,
        maxBytes: request.outputBytes,
        onLine: (outputBytes: number) => {
          onProgress({ state: 'running', startedMonotonicUs, outputBytes, usage: noUsage });
        },
      };
      const verdict = await takeSeries(series, clock, stop, planned);
      return {
        ...verdict,
        exitCode: verdict.ending === 'failed' ? 1 : 0,
        signal: '',
        startedMonotonicUs,
        startedUnixUs,
        endedUnixUs: clock.unixUs(),
        startedLate: startedMonotonicUs - startAtUs > lateToleranceUs,
        usage: noUsage,
        diagnostics: '',
      };
    },
  };
}

async function takeSeries(
  series: Parameters<typeof takeSnapshots>[0],
  clock: Clock,
  stop: AbortSignal,
  planned: AbortSignal,
): Promise<Verdict> {
  try {
    const end = await takeSnapshots(series, clock, AbortSignal.any([stop, planned]));
    if (end === 'full')
      return { ending: 'outputLimit', reason: 'OutputLimit', message: 'The output cap was reached' };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ending: 'failed', reason: 'ToolFailed', message: `Cannot write snapshots: ${why}` };
  }
  if (planned.aborted) return { ending: 'succeeded', reason: '', message: '' };
  return { ending: 'stoppedEarly', ...readCause(stop) };
}

function toUnstarted(stop: AbortSignal, clock: Clock): ToolEnding {
  return {
    ending: 'cancelled',
    ...readCause(stop),
    exitCode: 0,
    signal: '',
    startedMonotonicUs: 0,
    startedUnixUs: 0,
    endedUnixUs: clock.unixUs(),
    startedLate: false,
    usage: noUsage,
    diagnostics: '',
  };
}

/** What the abort says of itself, where it says `{ reason, message }`. */
function readCause(stop: AbortSignal): { readonly reason: Reason; readonly message: string } {
  const cause: unknown = stop.reason;
  const fallback = { reason: reasons.StopRequested, message: 'The capture was stopped' };
  if (typeof cause !== 'object' || cause === null || !('reason' in cause) || !('message' in cause))
    return fallback;
  const reason = Object.values(reasons).find((known) => known === cause.reason);
  if (reason === undefined || typeof cause.message !== 'string') return fallback;
  return { reason, message: cause.message };
}

/** A timer may fire up to 2 ms early, so that what is left is waited for as well. */
async function waitUntil(instantUs: number, clock: Clock, stop: AbortSignal): Promise<boolean> {
  if (stop.aborted) return false;
  try {
    do await clock.sleep(Math.max(0, Math.ceil((instantUs - clock.monotonicUs()) / 1_000)), stop);
    while (clock.monotonicUs() < instantUs);
    return true;
  } catch (error) {
    if (isAbort(error)) return false;
    throw error;
  }
}
