import { parseDurationMs } from '../../shared/domain/duration.ts';

/** What decides how long the files of a run are kept. */
export interface KeptRun {
  readonly uid: string;
  /** When it ended; of a run that nobody ended, as of an object that was deleted by force, when it was planned. */
  readonly sinceUnixUs: number;
  /** Of the object as it is now, else as it was accepted. */
  readonly retention: string;
  /** It is under way; its files are not touched. */
  readonly isUnderWay: boolean;
  /** `<namespace>/<name>` of the template that fired it; empty: none did. */
  readonly template: string;
  /** Of its objects in the store. */
  readonly sizeBytes: number;
}

/** What the operator lets the store hold; 0: no limit of that sort. */
export interface RetentionLimits {
  /** Of the objects of all runs. */
  readonly bytes: number;
  /** Ended runs of one template that keep their files. */
  readonly runsOfTemplate: number;
}

/** Why the files of a run go. */
export type ExpiryCause = 'age' | 'runsOfTemplate' | 'bytes';

export interface Expiry {
  readonly uid: string;
  readonly cause: ExpiryCause;
}

/**
 * The runs whose files go now: those whose retention has passed; of each template those before its newest ones; then
 * the oldest of all, until the rest is within the bytes. A run under way counts for the bytes and is never touched.
 */
export function decideExpiry(
  runs: readonly KeptRun[],
  limits: RetentionLimits,
  nowUnixUs: number,
): readonly Expiry[] {
  const expired = new Map<string, ExpiryCause>();
  for (const run of runs) if (isOver(run, nowUnixUs)) expired.set(run.uid, 'age');
  const newestFirst = runs
    .filter(({ uid, isUnderWay }) => !isUnderWay && !expired.has(uid))
    .toSorted((a, b) => b.sinceUnixUs - a.sinceUnixUs);
  if (limits.runsOfTemplate > 0) {
    const kept = new Map<string, number>();
    for (const { uid, template } of newestFirst) {
      const count = (kept.get(template) ?? 0) + 1;
      kept.set(template, count);
      if (template !== '' && count > limits.runsOfTemplate) expired.set(uid, 'runsOfTemplate');
    }
  }
  if (limits.bytes > 0) {
    let bytes = runs.reduce((sum, { uid, sizeBytes }) => sum + (expired.has(uid) ? 0 : sizeBytes), 0);
    for (const { uid, sizeBytes } of newestFirst.toReversed()) {
      if (bytes <= limits.bytes) break;
      if (expired.has(uid) || sizeBytes === 0) continue;
      expired.set(uid, 'bytes');
      bytes -= sizeBytes;
    }
  }
  return [...expired].map(([uid, cause]) => ({ uid, cause }));
}

function isOver({ sinceUnixUs, retention, isUnderWay }: KeptRun, nowUnixUs: number): boolean {
  const keptMs = parseDurationMs(retention) ?? Number.POSITIVE_INFINITY;
  return !isUnderWay && nowUnixUs - sinceUnixUs >= keptMs * 1_000;
}
