import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Part } from '../../shared/runtime/group.ts';

export interface FollowDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** How often the files are read. */
  readonly pollMs: number;
}

/**
 * A Part that reads something from files again and again and hands on what is new. The kubelet replaces the files of
 * a mounted Secret by way of links, of which nothing tells. What cannot be read or used is logged once, and what
 * there was before goes on being used.
 */
export function followFiles<Content>(
  read: () => Promise<Content>,
  use: (content: Content) => void,
  what: string,
  { clock, log, pollMs }: FollowDeps,
): Part {
  return async (signal) => {
    let warned = '';
    while (!signal.aborted) {
      try {
        await clock.sleep(pollMs, signal);
        use(await read());
        warned = '';
      } catch (error) {
        if (signal.aborted) return;
        const why = error instanceof Error ? error.message : String(error);
        if (why !== warned) log.warn({ what, why }, 'Replaced file could not be used');
        warned = why;
      }
    }
  };
}
