import { toDurationText } from './duration.ts';

/** So many segments of an output at most. */
export const maxSegments = 1_000;

/** What is wrong with an interval at which an output is to be cut, 0 meaning never; to be read after its value. */
export function findIntervalFault(intervalMs: number, durationMs: number): string | undefined {
  if (intervalMs === 0) return undefined;
  if (!Number.isSafeInteger(intervalMs) || intervalMs < 0 || intervalMs % 1_000 !== 0)
    return 'is not of whole seconds: write it as 30s';
  if (intervalMs > durationMs)
    return `is longer than the tool runs, ${toDurationText(durationMs)}: give at most that, or 0s`;
  if (durationMs <= intervalMs * maxSegments) return undefined;
  const least = Math.ceil(durationMs / maxSegments / 1_000) * 1_000;
  return `makes more than ${maxSegments} segments in ${toDurationText(durationMs)}: give at least ${toDurationText(least)}`;
}

/** The name of a segment, from the name of the file that is cut: `perf.data`, 7 → `perf-0007.data`. */
export function toSegmentName(fileName: string, segment: number): string {
  const dot = fileName.lastIndexOf('.');
  const [stem, end] = dot > 0 ? [fileName.slice(0, dot), fileName.slice(dot)] : [fileName, ''];
  return `${stem}-${String(segment).padStart(4, '0')}${end}`;
}
