import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Resource } from '../../shared/kinds/kinds.ts';
import { digestRequested } from './digest-requested.ts';

export const requestedByAnnotation = 'toe.run/requested-by';
export const stampAnnotation = 'toe.run/stamp';

/** Keys of stamps, 32 bytes each: the first makes them, all of them check. */
export type StampKeys = readonly [Buffer, ...Buffer[]];

/**
 * Which object a stamp is for. A new one has no uid before it is stored (measured on Kubernetes 1.36), so that its
 * place and the second stand for it: the API server writes the second of creation and nobody can change it. A known
 * one is named by its uid.
 */
export type StampedObject =
  | {
      readonly kind: 'new';
      readonly namespace: string;
      readonly name: string;
      readonly unixSeconds: number;
    }
  | { readonly kind: 'known'; readonly uid: string };

/** What a stamp vouches for: this person was allowed to ask for this, with this object. */
export interface StampSubject {
  readonly object: StampedObject;
  readonly requestedBy: string;
  /** Of `digestRequested`. */
  readonly specDigest: string;
}

export type CheckedStamp =
  | { readonly kind: 'stamped'; readonly requestedBy: string }
  /** `why` goes on after "PowerTool "x": ". */
  | { readonly kind: 'refused'; readonly why: string };

/**
 * How far the creation of an object may be from the second in its stamp: the rest of its admission takes up to a
 * minute, and two machines say which time it is.
 */
const toleranceSeconds = 300;

const stampPattern = /^v1:(?:new:(?<seconds>[0-9]{1,12})|known):(?<code>[A-Za-z0-9_-]{43})$/;

/** The text of the annotation `toe.run/stamp`. */
export function makeStamp(keys: StampKeys, subject: StampSubject): string {
  const { object } = subject;
  const place = object.kind === 'new' ? `new:${object.unixSeconds}` : 'known';
  return `v1:${place}:${codeOf(keys[0], subject).toString('base64url')}`;
}

/** Both annotations, with which the object is stamped. */
export function toStampAnnotations(keys: StampKeys, subject: StampSubject): Readonly<Record<string, string>> {
  return { [requestedByAnnotation]: subject.requestedBy, [stampAnnotation]: makeStamp(keys, subject) };
}

/** What stamps look at of an object; `uid` is `''` while it has none. */
export type StampedResource = Pick<Resource<unknown>, 'spec'> & {
  readonly metadata: Pick<
    Resource<unknown>['metadata'],
    'namespace' | 'name' | 'uid' | 'creationTimestamp' | 'annotations'
  >;
};

/** Who was allowed to ask for what the object says now, if the stamp that it carries is one for it. Pure. */
export function checkStamp(keys: StampKeys, { metadata, spec }: StampedResource): CheckedStamp {
  const { namespace, name, uid, creationTimestamp, annotations } = metadata;
  const [stamp, requestedBy] = [annotations[stampAnnotation], annotations[requestedByAnnotation]];
  if (stamp === undefined || requestedBy === undefined)
    return refuse('it does not carry the stamp that the admission webhook gives');
  const { seconds, code } = stampPattern.exec(stamp)?.groups ?? {};
  if (code === undefined) return refuse(`its annotation ${stampAnnotation} is no stamp`);
  const object: StampedObject =
    seconds === undefined
      ? { kind: 'known', uid }
      : { kind: 'new', namespace, name, unixSeconds: Number(seconds) };
  if (object.kind === 'known' && uid === '')
    return refuse('its stamp is for an object that was there before');
  const subject = { object, requestedBy, specDigest: digestRequested(spec) };
  const carried = Buffer.from(code, 'base64url');
  const fits = keys.map((key) => timingSafeEqual(codeOf(key, subject), carried)).includes(true);
  if (!fits) return refuse('its stamp is for something else than what it asks for now, or of another key');
  if (object.kind === 'known') return { kind: 'stamped', requestedBy };
  const createdSeconds = Date.parse(creationTimestamp) / 1_000;
  if (Math.abs(createdSeconds - object.unixSeconds) <= toleranceSeconds)
    return { kind: 'stamped', requestedBy };
  const stampedAt = new Date(object.unixSeconds * 1_000).toISOString();
  return refuse(
    `its stamp is of ${stampedAt} and the object of ${creationTimestamp}: the clocks differ, or the stamp is for an earlier object`,
  );
}

function codeOf(key: Buffer, { object, requestedBy, specDigest }: StampSubject): Buffer {
  const named =
    object.kind === 'new'
      ? ['new', object.namespace, object.name, object.unixSeconds]
      : ['known', object.uid];
  const said = JSON.stringify(['toe.run/stamp', 'v1', ...named, requestedBy, specDigest]);
  return createHmac('sha256', key).update(said).digest();
}

function refuse(why: string): CheckedStamp {
  return { kind: 'refused', why };
}
