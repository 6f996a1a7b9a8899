import type { Resource } from '../../shared/kinds/kinds.ts';
import type { Phase, PowerToolSpec, PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import type { Fault } from '../../shared/kinds/validate-fault.ts';
import type { ResourceRef } from '../resources/resource-source.ts';

/** On what a template fired: the name of the template. */
export const scheduledByLabel = 'toe.run/scheduled-by';
export const triggeredByLabel = 'toe.run/triggered-by';
/** The instant of the schedule, RFC 3339. */
export const scheduledAtAnnotation = 'toe.run/scheduled-at';
/** When the coordinator learnt of the occasion, RFC 3339; differs between the occasions of one coordinator. */
export const triggeredAtAnnotation = 'toe.run/triggered-at';

/** The templates and what they own. A promise that rejects means that the store itself is broken. */
export interface TemplateStore {
  listTemplates(): Promise<readonly Resource<PowerToolSpec>[]>;
  /** The PowerTools whose owner has this uid, in any order. */
  listChildren(template: OwnerRef): Promise<readonly Child[]>;
  createChild(child: NewChild): Promise<ChildCreated>;
  /** Sets `spec.stop`; nothing where it is gone. */
  requestStop(child: ResourceRef): Promise<void>;
  deleteChild(child: ResourceRef): Promise<void>;
  writeStatus(ref: ResourceRef, uid: string, status: PowerToolStatus): Promise<'written' | 'gone' | 'ended'>;
}

export interface OwnerRef extends ResourceRef {
  readonly uid: string;
}

/** A PowerTool that a template owns, as far as templates look at it. */
export interface Child {
  readonly name: string;
  /** `Pending` before it has a status. */
  readonly phase: Phase;
  /** Its `spec.stop`. */
  readonly isStopRequested: boolean;
  /** What its annotation says, else when it was created; milliseconds since 1970. */
  readonly dueMs: number;
  /** RFC 3339. */
  readonly completedAt: string | undefined;
  /** Its only node by name. */
  readonly node: string | undefined;
}

/** What a PowerTool is created of. */
export interface NewChild extends ResourceRef {
  readonly spec: unknown;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly owner: { readonly kind: 'PowerTool'; readonly name: string; readonly uid: string };
}

export type ChildCreated =
  | { readonly kind: 'created' }
  /** It was created before, by this coordinator or another one. */
  | { readonly kind: 'exists' }
  /** Another PowerTool, which the template does not own, has the name. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'invalid'; readonly faults: readonly Fault[] };
