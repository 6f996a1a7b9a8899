import { sweepGraceMs } from '../sweep-hourly.ts';
import { listArea, readFinished } from './finished-objects.ts';
import { abortMultiparts, discardUpload, removeUpload } from './remove-objects.ts';
import type { S3StoreDeps } from './store-deps.ts';

export interface SweepDeps extends S3StoreDeps {
  /** Whether an agent may still come with this upload. */
  readonly mayBeClaimed: (key: string) => Promise<boolean>;
  /** Whether this process is at work on it. */
  readonly isLoaded: (key: string) => boolean;
}

/**
 * Removes what is left of uploads that ended, and those older than the grace period that nobody may claim any more.
 * What an agent may still come with stays, however old.
 */
export async function sweepUploads(deps: SweepDeps, signal: AbortSignal): Promise<void> {
  const oldestUnixMs = deps.clock.unixUs() / 1_000 - sweepGraceMs;
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
  await removeUpload(key, { hasTail: true, hasPieces: true }, deps);
  await abortMultiparts(key, deps);
}
