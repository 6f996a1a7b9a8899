import type { ResourceRef } from './resource-source.ts';

/** Something worth telling whoever looks at the object with `kubectl describe`. */
export interface ObjectEvent {
  readonly type: 'Normal' | 'Warning';
  /** A constant of `shared/domain/reasons.ts`. */
  readonly reason: string;
  readonly message: string;
}

/** Tells of what happened to a PowerTool. Returns at once; what cannot be delivered is logged and given up. */
export interface EventRecorder {
  record(about: ResourceRef & { readonly uid: string }, event: ObjectEvent): void;
}

/** Where nobody can look: standalone mode, whose log and status say the same. */
export const noEvents: EventRecorder = { record: () => undefined };
