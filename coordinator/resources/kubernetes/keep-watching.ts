import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../../shared/log.ts';
import { type BackoffRule, backoffMs } from '../../../shared/runtime/backoff.ts';
import type { KubeEvent, Listed, WatchEnd } from './kube-events.ts';

/** A watch that lasted this long was no failure, though nothing may have happened in it. */
const healthyMs = 5_000;

export interface KeepWatchingParts {
  readonly list: (signal: AbortSignal) => Promise<Listed>;
  readonly watch: (
    resourceVersion: string,
    onEvent: (event: KubeEvent) => void,
    signal: AbortSignal,
  ) => Promise<WatchEnd>;
  readonly onList: (listed: Listed) => void;
  readonly onEvent: (event: KubeEvent) => void;
  readonly log: Log;
  readonly rule: WatchRule;
}

export interface WatchRule {
  /** How often everything is listed again, however well the watch goes. */
  readonly relistMs: number;
  /** Between tries; it begins anew once something was received. */
  readonly backoff: BackoffRule;
}

export const defaultWatchRule: WatchRule = {
  relistMs: 10 * 60_000,
  backoff: { initialMs: 200, maxMs: 30_000 },
};

/**
 * Lists, then watches from there, until the signal aborts. What ends a watch is healed: it goes on from the last
 * resource version, and where the server no longer knows that (410 Gone) or refuses, everything is listed again.
 */
export async function keepWatching(parts: KeepWatchingParts, signal: AbortSignal): Promise<void> {
  const { log, rule } = parts;
  let resourceVersion = '';
  let listedAt = 0;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const now = performance.now();
      if (resourceVersion === '' || now - listedAt >= rule.relistMs) {
        const listed = await parts.list(signal);
        if (signal.aborted) return;
        parts.onList(listed);
        ({ resourceVersion } = listed);
        log.debug({ objects: listed.objects.length, resourceVersion }, 'Listed objects');
        listedAt = now;
      }
      const openedAt = performance.now();
      const lap = new AbortController();
      const timer = setTimeout(() => lap.abort(), Math.max(1, listedAt + rule.relistMs - performance.now()));
      const onEvent = (event: KubeEvent): void => {
        parts.onEvent(event);
        ({ resourceVersion } = event.kind === 'bookmark' ? event : event.object);
        failures = 0;
      };
      const end = await parts
        .watch(resourceVersion, onEvent, AbortSignal.any([signal, lap.signal]))
        .finally(() => clearTimeout(timer));
      if (end.kind === 'expired') log.info({ reason: end.message }, 'Lost the place in a watch');
      else if (performance.now() - openedAt >= healthyMs) failures = 0;
      if (end.kind === 'expired' || lap.signal.aborted) resourceVersion = '';
      if (lap.signal.aborted) continue;
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'Failed to watch objects');
    }
    await pause(backoffMs(rule.backoff, failures, Math.random()), signal);
    failures += 1;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
