import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Reviews } from '../identity/reviews.ts';
import type { ResourceSource } from '../resources/resource-source.ts';
import type { Ceiling } from '../settings/ceiling.ts';
import type { TargetPreview } from './checks/note-targets.ts';
import type { StampKeys } from './stamp.ts';

/** What requests are judged by. */
export interface JudgeDeps {
  readonly source: ResourceSource;
  readonly reviews: Reviews;
  /** The most that any config may give. */
  readonly ceiling: Ceiling;
  /** The keys as they are now. */
  readonly keys: () => StampKeys;
  /** What targets choose now; undefined where this replica does not know. */
  readonly previewTargets: (targets: PowerToolSpec['targets']) => TargetPreview | undefined;
  /** The coordinator's own namespace. */
  readonly home: string;
  /** `system:serviceaccount:<namespace>:<name>` of the coordinator. */
  readonly ownUsername: string;
  readonly clock: Clock;
}
