import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../../shared/log.ts';
import type { ResourceRef } from '../resource-source.ts';
import type { FolderState } from './folder-state.ts';
import { watchFolders } from './watch-folders.ts';

export interface WatchParts {
  readonly state: FolderState;
  readonly removedBefore: readonly ResourceRef[];
  readonly pollMs: number;
  readonly settleMs: number;
  readonly log: Log;
}

/** Tells of all PowerTools, then looks at the folder at every event and at least every `pollMs`, until aborted. */
export async function watchState(
  { state, removedBefore, pollMs, settleMs, log }: WatchParts,
  onChange: (ref: ResourceRef) => void,
  signal: AbortSignal,
): Promise<void> {
  const wake = makeWake();
  using _listening = state.listen(onChange);
  using watch = watchFolders(wake.ring);
  for (const ref of removedBefore) onChange(ref);
  for (const { resource } of state.decided.objects.values()) {
    if (resource.kind === 'PowerTool') onChange({ namespace: resource.namespace, name: resource.name });
  }
  let problem = '';
  while (!signal.aborted) {
    let waitMs = pollMs;
    try {
      const look = await state.exclusive(() => state.look());
      watch.follow(look.folders);
      if (!look.isSettled) waitMs = settleMs;
      if (problem !== '') log.info('Read the resource folder again');
      problem = '';
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (why !== problem)
        log.error({ err: error }, 'Failed to take in the resource folder; what is known stays');
      problem = why;
    }
    await wake.wait(waitMs, signal);
  }
}

/** A bell: `wait` ends when it is rung, or was since the last wait, after `ms`, or when the signal aborts. */
function makeWake(): {
  readonly ring: () => void;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
} {
  let bell = Promise.withResolvers<void>();
  return {
    ring: () => bell.resolve(),
    wait: async (ms, signal) => {
      const ended = new AbortController();
      await Promise.race([bell.promise, sleep(ms, AbortSignal.any([signal, ended.signal]))]);
      ended.abort();
      bell = Promise.withResolvers<void>();
    },
  };
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
