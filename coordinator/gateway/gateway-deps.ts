import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Admission } from '../admission/admission.ts';
import type { Sessions } from '../agents/sessions.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { IdentityProvider } from '../identity/identity-provider.ts';
import type { KeptFilesOnNodes } from '../kept/kept-files.ts';
import type { Reconciler } from '../reconcile/reconciler.ts';
import type { StageDeps } from '../reconcile/stage.ts';
import type { ResourceSource } from '../resources/resource-source.ts';

/** What the gateway answers from. */
export interface GatewayDeps {
  readonly source: ResourceSource;
  readonly store: ArtifactStore;
  readonly sessions: Sessions;
  readonly kept: Pick<KeptFilesOnNodes, 'look'>;
  readonly reconciler: Reconciler;
  readonly admission: Admission;
  readonly clock: Clock;
  readonly log: Log;
  readonly identity: IdentityProvider;
  /** The coordinator's own namespace, whose configs say what a tool is; `''` in standalone mode. */
  readonly home: string;
  /** For previews, which decide exactly as acceptance does. */
  readonly stages: StageDeps;
  /** Aborts when this coordinator does not lead any more: then nothing is told of captures here. */
  readonly over: AbortSignal;
}
