import { hasTemplateForm } from '../../shared/kinds/template-rules.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { digestRequested } from './digest-requested.ts';
import { requestedByAnnotation, stampAnnotation } from './stamp.ts';

/** One write of a PowerTool. */
export interface PowerToolWrite {
  readonly object: unknown;
  /** Undefined where it is being created. */
  readonly oldObject: unknown;
  readonly username: string;
  /** Of the coordinator's own service account. */
  readonly ownUsername: string;
}

export type StampDecision =
  /** Nothing runs because of this write: no check, and both annotations stay as they were. */
  | { readonly kind: 'keep' }
  /** Whoever writes it asks for it: it is checked whole and stamped for them. */
  | { readonly kind: 'stamp' }
  /** The coordinator writes it for somebody: it is checked but for their rights, and its stamp has to fit. */
  | { readonly kind: 'verify' }
  | { readonly kind: 'refused'; readonly faults: readonly string[] };

/**
 * What becomes of the stamp. A write asks for something where it creates, edits or resumes; a capture that exists
 * cannot be edited, which the CRD's own rules hold. Nobody but the coordinator can bring a stamp along.
 */
export function decideStamp(write: PowerToolWrite): StampDecision {
  const isOwn = write.username === write.ownUsername;
  if (write.oldObject === undefined) {
    return isOwn && readAnnotation(write.object, stampAnnotation) !== undefined
      ? { kind: 'verify' }
      : { kind: 'stamp' };
  }
  const [spec, oldSpec] = [readMember(write.object, 'spec'), readMember(write.oldObject, 'spec')];
  const asks =
    hasTemplateForm(oldSpec) &&
    (digestRequested(spec) !== digestRequested(oldSpec) || (isSuspended(oldSpec) && !isSuspended(spec)));
  const changed = [requestedByAnnotation, stampAnnotation].filter((name) => {
    const value = readAnnotation(write.object, name);
    return value !== undefined && value !== readAnnotation(write.oldObject, name);
  });
  if (asks && isOwn && changed.includes(stampAnnotation)) return { kind: 'verify' };
  // Asked a second time after another webhook, it finds what it has written itself.
  const isOurs = asks && readAnnotation(write.object, requestedByAnnotation) === write.username;
  if (changed.length === 0 || isOurs) return { kind: asks ? 'stamp' : 'keep' };
  return {
    kind: 'refused',
    faults: changed.map(
      (name) => `metadata.annotations["${name}"]: is written by the coordinator alone: leave it as it was`,
    ),
  };
}

/** The text of an annotation of an object of any form. */
export function readAnnotation(object: unknown, name: string): string | undefined {
  const value = readMember(readMember(readMember(object, 'metadata'), 'annotations'), name);
  return typeof value === 'string' ? value : undefined;
}

function isSuspended(spec: unknown): boolean {
  return readMember(spec, 'suspend') === true;
}
