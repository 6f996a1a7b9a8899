import type { ResourceMetadata } from '../../../shared/kinds/kinds.ts';
import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { readList, readText, readTexts } from '../read-fields.ts';
import type { KubeObject } from './kube-object.ts';

export function toMetadata({ namespace, name, uid, generation, value }: KubeObject): ResourceMetadata {
  const metadata = readMember(value, 'metadata');
  const owner = readList(metadata, 'ownerReferences').find(
    (reference) => readMember(reference, 'controller') === true,
  );
  return {
    namespace,
    name,
    uid,
    generation,
    creationTimestamp: readText(metadata, 'creationTimestamp'),
    labels: readTexts(metadata, 'labels'),
    annotations: readTexts(metadata, 'annotations'),
    isBeingDeleted: readText(metadata, 'deletionTimestamp') !== '',
    owner:
      owner === undefined
        ? undefined
        : { kind: readText(owner, 'kind'), name: readText(owner, 'name'), uid: readText(owner, 'uid') },
    finalizers: readList(metadata, 'finalizers').filter((finalizer) => typeof finalizer === 'string'),
  };
}
