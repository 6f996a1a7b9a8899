import { join } from 'node:path';
import type { Usage } from '../../shared/domain/outcome.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import { readStopReason } from '../execution/stop-reason.ts';
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
  pidsDenied: 0,
  ioReadBytes: 0,
  ioWrittenBytes: 0,
};

type Verdict = Pick<ToolEnding, 'ending' | 'reason' | 'message' | 'cause'>;

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
      let written = 0;
      const series = {
        path: join(request.directory, snapshotFileName),
        startAtUs: startedMonotonicUs,
        maxBytes: request.outputBytes,
        onLine: (outputBytes: number) => {
          written = outputBytes;
          onProgress({ state: 'running', startedMonotonicUs, outputBytes, usage: noUsage });
        },
      };
      const verdict = await takeSeries(series, clock, stop, request.durationMs);
      return {
        ...verdict,
        exitCode: verdict.ending === 'failed' ? 1 : 0,
        signal: '',
        startedMonotonicUs,
        startedUnixUs,
        endedUnixUs: clock.unixUs(),
        stopMs: 0,
        outputBytes: written,
        startedLate: startedMonotonicUs - startAtUs > lateToleranceUs,
        usage: noUsage,
        diagnostics: '',
      };
    },
  };
}

/** Takes snapshots until the duration is over or somebody stops it; what came first counts. */
async function takeSeries(
  series: Parameters<typeof takeSnapshots>[0],
  clock: Clock,
  stop: AbortSignal,
  durationMs: number,
): Promise<Verdict> {
  const over = new AbortController();
  const planned = new AbortController();
  const timing = clock.sleep(durationMs, over.signal).then(
    () => planned.abort(),
    () => undefined,
  );
  const first = AbortSignal.any([stop, planned.signal]);
  try {
    const end = await takeSnapshots(series, clock, first);
    if (end === 'full') {
      const message = `Cannot write more: the next snapshot would have gone over the output cap of ${series.maxBytes} bytes: raise the cap or shorten the run`;
      return { ending: 'outputLimit', reason: reasons.OutputLimit, message, cause: 'outputLimit' };
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `Cannot write snapshots: ${why}`;
    return { ending: 'failed', reason: reasons.ToolFailed, message, cause: 'exit' };
  } finally {
    over.abort();
    await timing;
  }
  if (first.reason === planned.signal.reason)
    return { ending: 'succeeded', reason: '', message: '', cause: 'planned' };
  const why = readStopReason(stop);
  if (why.reason === reasons.SpoolFull) return { ending: 'spoolFull', ...why, cause: 'spoolFull' };
  return { ending: 'stoppedEarly', ...why, cause: 'stop' };
}

function toUnstarted(stop: AbortSignal, clock: Clock): ToolEnding {
  return {
    ending: 'cancelled',
    ...readStopReason(stop),
    cause: '',
    stopMs: 0,
    outputBytes: 0,
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
