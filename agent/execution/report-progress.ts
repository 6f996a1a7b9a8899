import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import { measureRun } from './measure-output.ts';
import type { ToolProgress, ToolRequest } from './tool-request.ts';

const everyMs = 1_000;

export interface ProgressSource {
  readonly request: ToolRequest;
  readonly clock: Clock;
  readonly startedUs: number;
  readState(): ToolProgress['state'];
  readonly onProgress: (progress: ToolProgress) => void;
}

/** Tells the progress at once and then about every second, until the signal aborts. */
export async function reportProgress(source: ProgressSource, signal: AbortSignal): Promise<void> {
  const { request, clock, startedUs } = source;
  while (!signal.aborted) {
    const usage = await request.cgroup.readUsage();
    const outputBytes = await measureRun(request);
    if (signal.aborted) return;
    source.onProgress({ state: source.readState(), startedMonotonicUs: startedUs, outputBytes, usage });
    try {
      await clock.sleep(everyMs, signal);
    } catch (error) {
      if (!isAbort(error)) throw error;
    }
  }
}
