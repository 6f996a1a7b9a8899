import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Sessions } from '../agents/sessions.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { ResourceSource } from '../resources/resource-source.ts';

/** What the stages act with. */
export interface StageDeps {
  readonly source: ResourceSource;
  readonly store: ArtifactStore;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly log: Log;
  readonly times: StageTimes;
  readonly workDirectory: string;
}

interface StageTimes {
  /** How long all nodes may take to be prepared. */
  readonly prepareTimeoutMs: number;
}

/**
 * How a stage left a run: go on with the next stage, or wait for something to happen, at the latest for
 * `retryAfterMs`.
 */
export type StageResult =
  | { readonly kind: 'next' }
  | { readonly kind: 'wait'; readonly retryAfterMs: number };

export const next: StageResult = { kind: 'next' };

export const waitFor = (retryAfterMs: number): StageResult => ({
  kind: 'wait',
  retryAfterMs: Math.max(1, retryAfterMs),
});
