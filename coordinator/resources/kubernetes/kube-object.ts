import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { readText } from '../read-fields.ts';

/** An object of the API server and which it is. */
export interface KubeObject {
  /** `''`: it has none, it belongs to the cluster. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Rises with the spec and with the begin of a deletion; a status does not change it. 1 where the resource has none. */
  readonly generation: number;
  /** As the API server gave it, plain JSON, or what was asked to be kept of it. */
  readonly value: unknown;
}

/** Undefined where it has no identity, which no API server sends. */
export function toKubeObject(value: unknown): KubeObject | undefined {
  const metadata = readMember(value, 'metadata');
  const [namespace, name] = [readText(metadata, 'namespace'), readText(metadata, 'name')];
  const [uid, resourceVersion] = [readText(metadata, 'uid'), readText(metadata, 'resourceVersion')];
  const generation = readMember(metadata, 'generation');
  if (name === '' || uid === '' || resourceVersion === '') return undefined;
  return {
    namespace,
    name,
    uid,
    resourceVersion,
    generation: typeof generation === 'number' ? generation : 1,
    value,
  };
}

/**
 * Whether the left resource version is later. They are decimal numbers that rise over all objects of a Kind, of
 * any length (KEP-5504).
 */
export function isLater(left: string, right: string): boolean {
  return left.length === right.length ? left > right : left.length > right.length;
}
