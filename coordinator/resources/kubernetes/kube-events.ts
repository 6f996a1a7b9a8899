import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { readText } from '../read-fields.ts';
import { type KubeObject, toKubeObject } from './kube-object.ts';

/** All objects of a Kind as of one resource version, from which a watch may go on. */
export interface Listed {
  readonly resourceVersion: string;
  readonly objects: readonly KubeObject[];
}

export type KubeEvent =
  | { readonly kind: 'written'; readonly object: KubeObject }
  | { readonly kind: 'removed'; readonly object: KubeObject }
  /** Everything up to this resource version has been told. */
  | { readonly kind: 'bookmark'; readonly resourceVersion: string };

export type WatchEnd =
  /** By the server, its clock, or the signal; go on from the last resource version. */
  | { readonly kind: 'ended' }
  /** The server cannot go on from there: list again. */
  | { readonly kind: 'expired'; readonly message: string };

/** A line of a watch; `failed` is the Status of an ERROR event, or no event at all. */
export type ParsedEvent = KubeEvent | { readonly kind: 'failed'; readonly message: string };

/**
 * Reads a line of a watch, https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes.
 *
 * @param trim reduces the value of its object.
 */
export function parseEventLine(
  line: string,
  trim: (value: unknown) => unknown = (value) => value,
): ParsedEvent {
  const event = parseJson(line);
  const [type, value] = [readText(event, 'type'), readMember(event, 'object')];
  if (type === 'BOOKMARK') {
    return { kind: 'bookmark', resourceVersion: readText(readMember(value, 'metadata'), 'resourceVersion') };
  }
  const whole = toKubeObject(value);
  if (whole !== undefined) {
    const object = { ...whole, value: trim(value) };
    if (type === 'ADDED' || type === 'MODIFIED') return { kind: 'written', object };
    if (type === 'DELETED') return { kind: 'removed', object };
  }
  return { kind: 'failed', message: readText(value, 'message') || `an event of type "${type}"` };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
