import { open } from 'node:fs/promises';
import { findCgroupTops } from '../../shared/cgroup/find-cgroup-tops.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import { readSnapshot } from './read-snapshot.ts';

export const snapshotFileName = 'node-snapshot.ndjson';
export const snapshotMediaType = 'application/x-ndjson';

const intervalUs = 1_000_000;

export interface SnapshotSeries {
  readonly path: string;
  /** On the monotonic clock; at once when it is past. */
  readonly startAtUs: number;
  /** The series ends before the file would grow above it; 0: no limit. */
  readonly maxBytes: number;
  /** Counts these cgroups, by their paths below the top, and no other; absent: those that are found. */
  readonly onlyCgroups?: readonly string[] | undefined;
  /** Told after every line but the last. */
  readonly onLine?: (sizeBytes: number) => void;
}

/**
 * Writes a snapshot at the start, then one a second on the start's own beat, and one when `end` aborts, each as a
 * whole line. Resolves `full` where the next line would have gone over the limit. The file is made anew, 0600.
 */
export async function takeSnapshots(
  series: SnapshotSeries,
  clock: Clock,
  end: AbortSignal,
): Promise<'ended' | 'full'> {
  await using file = await open(series.path, 'wx', 0o600);
  const tops = await findCgroupTops();
  let sizeBytes = 0;
  const writeLine = async (): Promise<boolean> => {
    const line = Buffer.from(`${JSON.stringify(await readSnapshot(clock, tops, series.onlyCgroups))}\n`);
    if (series.maxBytes > 0 && sizeBytes + line.length > series.maxBytes) return false;
    await file.appendFile(line);
    sizeBytes += line.length;
    return true;
  };
  let beatUs = series.startAtUs;
  while (await sleepUntil(beatUs, clock, end)) {
    if (!(await writeLine())) return 'full';
    series.onLine?.(sizeBytes);
    // A beat that was missed is left out, so that the distance stays a multiple of the interval.
    const lateUs = Math.max(0, clock.monotonicUs() - beatUs);
    beatUs += intervalUs * (1 + Math.floor(lateUs / intervalUs));
  }
  return (await writeLine()) ? 'ended' : 'full';
}

/** False when `end` aborted first. */
async function sleepUntil(instantUs: number, clock: Clock, end: AbortSignal): Promise<boolean> {
  if (end.aborted) return false;
  try {
    await clock.sleep(Math.max(0, (instantUs - clock.monotonicUs()) / 1_000), end);
    return true;
  } catch (error) {
    if (isAbort(error)) return false;
    throw error;
  }
}
