import type { Resource } from '../../shared/kinds/kinds.ts';
import { showObject } from '../../shared/kinds/parse-resource-file.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { ResourceRef } from '../resources/resource-source.ts';
import { digestRequested } from './digest-requested.ts';
import { checkStamp, type StampKeys, toStampAnnotations } from './stamp.ts';

export type Admitted =
  /** `requestedBy`: the user's name as the API server knows it; `''` where nobody is told apart. */
  | { readonly kind: 'admitted'; readonly requestedBy: string }
  /** A whole sentence, for condition Accepted with reason NotAdmitted. */
  | { readonly kind: 'notAdmitted'; readonly message: string };

/** A PowerTool that the coordinator is about to create for somebody. */
export interface Birth extends ResourceRef {
  readonly spec: unknown;
  readonly requestedBy: string;
}

/** Whether somebody was allowed to ask for what a PowerTool asks for. Neither method waits or throws. */
export interface Admission {
  /** Asked of captures and templates alike, before anything of them is carried out. */
  requireStamp(resource: Resource<PowerToolSpec>): Admitted;
  /**
   * Annotations that a PowerTool has to be created with, within a minute, when the coordinator creates it for
   * somebody whose right it knows: a person whom it has asked the API server about, or the requester of an admitted
   * object that this one comes from.
   */
  stampFor(birth: Birth): Readonly<Record<string, string>>;
}

/** Where whoever can write the files is the administrator: standalone mode. */
export const admitEverything: Admission = {
  requireStamp: () => ({ kind: 'admitted', requestedBy: '' }),
  stampFor: () => ({}),
};

/** `keys` is asked anew each time, so that keys can be changed under way. */
export function admitStamped(keys: () => StampKeys, clock: Clock): Admission {
  return {
    requireStamp: (resource) => {
      const checked = checkStamp(keys(), resource);
      if (checked.kind === 'stamped') return { kind: 'admitted', requestedBy: checked.requestedBy };
      const object = showObject({ kind: 'PowerTool', ...resource.metadata });
      const remedy = 'create it again, or a new one, while the webhook of TOE is installed';
      return { kind: 'notAdmitted', message: `Cannot carry out ${object}: ${checked.why}: ${remedy}` };
    },
    stampFor: ({ namespace, name, spec, requestedBy }) => {
      const unixSeconds = Math.floor(clock.unixUs() / 1_000_000);
      const object = { kind: 'new', namespace, name, unixSeconds } as const;
      return toStampAnnotations(keys(), { object, requestedBy, specDigest: digestRequested(spec) });
    },
  };
}
