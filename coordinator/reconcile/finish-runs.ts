import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import { type KnownRuns, toKey } from './known-runs.ts';
import { isFinal, type JudgedNode } from './node-state.ts';
import type { Run } from './run.ts';

export interface FinishDeps {
  readonly runs: Pick<KnownRuns, 'unwritten'>;
  readonly judge: (run: Run) => ReadonlyMap<string, JudgedNode>;
  /** One pass over the capture of this key; resolves with the milliseconds after which another one may do more. */
  readonly work: (key: string) => Promise<number | undefined>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Writes the ends of the runs that have come to theirs: nothing more will happen that could bring a pass about, and a
 * status that was written a moment ago may have put the last one off. Called when no pass is under way. The others are
 * left to the next coordinator, as is what is not done when the signal aborts.
 */
export async function finishRuns(deps: FinishDeps, signal: AbortSignal): Promise<void> {
  const ended = [...deps.runs.unwritten()].filter((run) => hasEnded(run, deps));
  const byKey = Map.groupBy(ended, (run) => toKey(run.ref));
  await Promise.all([...byKey].map(([key, runs]) => finishKey(key, runs, deps, signal)));
}

async function finishKey(
  key: string,
  runs: readonly Run[],
  deps: FinishDeps,
  signal: AbortSignal,
): Promise<void> {
  try {
    while (!signal.aborted) {
      const waitMs = await deps.work(key);
      // A failed node may be tried again, which only the pass knew.
      const isOwed = runs.some((run) => !run.isEndWritten && !run.startsMore && hasEnded(run, deps));
      if (waitMs === undefined || !isOwed) return;
      await deps.clock.sleep(waitMs, signal);
    }
  } catch (error) {
    if (!isAbort(error)) deps.log.error({ err: error, capture: key }, 'Capture could not be finished');
  }
}

function hasEnded(run: Run, { judge }: Pick<FinishDeps, 'judge'>): boolean {
  return judge(run)
    .values()
    .every(({ state }) => isFinal(state));
}
