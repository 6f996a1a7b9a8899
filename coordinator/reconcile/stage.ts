import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Admission } from '../admission/admission.ts';
import type { Sessions } from '../agents/sessions.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { ClusterView } from '../cluster/cluster-view.ts';
import type { KeptFilesOnNodes } from '../kept/kept-files.ts';
import type { CoordinatorMetrics } from '../metrics.ts';
import type { EventRecorder } from '../resources/event-recorder.ts';
import type { ResourceSource } from '../resources/resource-source.ts';
import type { Ceiling } from '../settings/ceiling.ts';

/** What the stages act with. */
export interface StageDeps {
  readonly source: ResourceSource;
  readonly store: ArtifactStore;
  readonly sessions: Sessions;
  readonly kept: Pick<KeptFilesOnNodes, 'noteRemoved'>;
  /** Undefined: standalone mode. */
  readonly cluster: ClusterView | undefined;
  readonly events: EventRecorder;
  readonly admission: Admission;
  /** The most that any config may give. */
  readonly ceiling: Ceiling;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<CoordinatorMetrics, 'countOutsidePolicy'>;
  readonly times: StageTimes;
  readonly workDirectory: string;
}

/** What starting nodes takes of it. */
export type StartDeps = Pick<StageDeps, 'store' | 'sessions' | 'clock' | 'log' | 'events' | 'times'>;

interface StageTimes {
  /** How long all nodes may take to be prepared. */
  readonly prepareTimeoutMs: number;
  /** After a start or a change of leader, how long agents may take to come back before they count as missing. */
  readonly settleMs: number;
  /** On our monotonic clock: when this coordinator began to lead. */
  readonly ledSinceUs: number;
  /** What is being worked on at the stop, as the processing of a run, may still take this long. */
  readonly stopGraceMs: number;
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

/** How long agents may still take to come back; 0 once that time is over. */
export function unsettledMs({ clock, times }: Pick<StageDeps, 'clock' | 'times'>): number {
  return Math.max(0, times.settleMs - (clock.monotonicUs() - times.ledSinceUs) / 1_000);
}

export const nowIso = ({ clock }: Pick<StageDeps, 'clock'>): string =>
  new Date(clock.unixUs() / 1_000).toISOString();
