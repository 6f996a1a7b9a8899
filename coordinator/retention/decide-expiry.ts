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
}

/** The runs whose retention has passed, in the order given. */
export function decideExpiry(runs: readonly KeptRun[], nowUnixUs: number): readonly string[] {
  return runs
    .filter(({ sinceUnixUs, retention, isUnderWay }) => {
      const keptMs = parseDurationMs(retention) ?? Number.POSITIVE_INFINITY;
      return !isUnderWay && nowUnixUs - sinceUnixUs >= keptMs * 1_000;
    })
    .map(({ uid }) => uid);
}
