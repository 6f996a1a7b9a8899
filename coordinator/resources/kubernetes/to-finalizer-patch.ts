import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import type { PatchOperation } from './kube-api.ts';
import type { KubeObject } from './kube-object.ts';
import { toMetadata } from './to-metadata.ts';

/** While it is there, a PowerTool that somebody deleted waits until its tools are stopped and their files are safe. */
const flushFinalizer = 'toe.run/flush';

/**
 * The JSON patch after which our finalizer is on the object or off it. It is refused with 422 where the finalizers
 * are no longer those of this object. `too late`: an object that is being deleted takes no new ones.
 */
export function toFinalizerPatch(
  object: KubeObject,
  isWanted: boolean,
): readonly PatchOperation[] | 'unchanged' | 'too late' {
  const { finalizers, isBeingDeleted } = toMetadata(object);
  if (finalizers.includes(flushFinalizer) === isWanted) return 'unchanged';
  if (isWanted && isBeingDeleted) return 'too late';
  const path = '/metadata/finalizers';
  const before = readMember(readMember(object.value, 'metadata'), 'finalizers') ?? null;
  const others = finalizers.filter((finalizer) => finalizer !== flushFinalizer);
  return [
    { op: 'test', path: '/metadata/uid', value: object.uid },
    // A member that is not there equals null.
    { op: 'test', path, value: before },
    { op: 'add', path, value: isWanted ? [...others, flushFinalizer] : others },
  ];
}
