import type { Part } from '../shared/runtime/group.ts';
import type { Admission } from './admission/admission.ts';
import type { ClusterView } from './cluster/cluster-view.ts';
import type { Reviews } from './identity/reviews.ts';
import type { CurrentLeader } from './leadership/known-leader.ts';
import type { OnLead } from './leadership/leadership-deps.ts';
import type { EventRecorder } from './resources/event-recorder.ts';
import type { ResourceSource } from './resources/resource-source.ts';

/** All that differs between standalone mode and Kubernetes. */
export interface Platform {
  readonly source: ResourceSource;
  /** Undefined in standalone mode. */
  readonly cluster: ClusterView | undefined;
  readonly events: EventRecorder;
  readonly admission: Admission;
  /** Undefined in standalone mode. */
  readonly reviews: Reviews | undefined;
  readonly leadership: Leadership;
  /** Go on while this coordinator leads, beside its captures. */
  readonly termParts: readonly Part[];
  /** Keep the platform up to date; everything else stands on them. */
  readonly parts: readonly Part[];
}

export interface Leadership {
  /** Stands for leader until the signal aborts; see `keepLeading`. */
  run(onLead: OnLead, signal: AbortSignal): Promise<void>;
  currentLeader(): CurrentLeader | undefined;
  /** Whether this replica cannot see who leads. */
  isBlind(): boolean;
  /** How long after a term its work may still take, before another may have begun. */
  readonly graceMs: number;
  /** After a term began, how long agents may take to come back. */
  readonly settleMs: number;
}
