import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { readText } from './kube-answer.ts';

/** An object of the API server and which it is. */
export interface KubeObject {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Rises with the spec; a status does not change it. */
  readonly generation: number;
  /** As the API server gave it: plain JSON. */
  readonly value: unknown;
}

/** Undefined where it has no identity, which no API server sends. */
export function toKubeObject(value: unknown): KubeObject | undefined {
  const metadata = readMember(value, 'metadata');
  const [namespace, name] = [readText(metadata, 'namespace'), readText(metadata, 'name')];
  const [uid, resourceVersion] = [readText(metadata, 'uid'), readText(metadata, 'resourceVersion')];
  const generation = readMember(metadata, 'generation');
  if (namespace === '' || name === '' || uid === '' || resourceVersion === '') return undefined;
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
