import { isAbort, type Part } from '../../../shared/runtime/group.ts';
import { listArea, readFinished } from './finished-objects.ts';
import { abortMultiparts, discardUpload, removeUpload } from './remove-objects.ts';
import type { S3StoreDeps } from './store-deps.ts';

const firstSweepMs = 60_000;
const sweepGapMs = 3_600_000;
/** What is younger may be of a coordinator whose word has not reached the store yet. */
export const graceMs: number = 24 * 3_600_000;

export interface SweepDeps extends S3StoreDeps {
  /** Whether an agent may still come with this upload. */
  readonly mayBeClaimed: (key: string) => Promise<boolean>;
  /** Whether this process is at work on it. */
  readonly isLoaded: (key: string) => boolean;
}

/** Sweeps once an hour. */
export function keepSweeping(deps: SweepDeps): Part {
  return async (signal) => {
    let pauseMs = firstSweepMs;
    while (!signal.aborted) {
      try {
        await deps.clock.sleep(pauseMs, signal);
        pauseMs = sweepGapMs;
        await sweepUploads(deps, signal);
      } catch (error) {
        if (signal.aborted || isAbort(error)) return;
        deps.log.warn({ err: error }, 'Failed to sweep unfinished uploads');
      }
    }
  };
}

/**
 * Removes what is left of uploads that ended, and those older than the grace period that nobody may claim any more.
 * What an agent may still come with stays, however old.
 */
export async function sweepUploads(deps: SweepDeps, signal: AbortSignal): Promise<void> {
  const oldestUnixMs = deps.clock.unixUs() / 1_000 - graceMs;
  const seen = new Set<string>();
  for await (const { key, sinceUnixMs } of listUnfinished(deps)) {
    signal.throwIfAborted();
    if (seen.has(key) || sinceUnixMs > oldestUnixMs || deps.isLoaded(key)) continue;
    seen.add(key);
    const isFinished = (await readFinished(key, deps)) !== undefined;
    if (isFinished) await removeLeftovers(key, deps);
    else if (!(await deps.mayBeClaimed(key))) await discardUpload(key, deps);
    else continue;
    deps.log.info({ key }, 'Swept an unfinished upload');
  }
}

async function* listUnfinished(
  deps: SweepDeps,
): AsyncGenerator<{ readonly key: string; readonly sinceUnixMs: number }> {
  const { bucket, layout } = deps;
  for await (const { name, listed } of listArea('uploads', '', deps))
    yield { key: layout.toKey('uploads', name), sinceUnixMs: listed.modifiedUnixMs };
  const { folder } = layout.under('objects', '');
  for await (const { key, initiatedUnixMs } of bucket.listMultiparts(folder))
    if (key.startsWith(folder)) yield { key: layout.toKey('objects', key), sinceUnixMs: initiatedUnixMs };
}

async function removeLeftovers(key: string, deps: S3StoreDeps): Promise<void> {
  await removeUpload(key, true, deps);
  await abortMultiparts(key, deps);
}
