import type { PatchOperation } from './kube-api.ts';
import type { KubeObject } from './kube-object.ts';

/**
 * The JSON patch after which the status of this object is this one, and nothing of an earlier one is left. The API
 * server refuses it with 422 where the object is another by now or was changed since: a write that was on its way for
 * long, as of a leader that was cut off, comes too late then. A merge patch that names uid and version would not do:
 * for custom resources the server drops the metadata of what is written to `status` before it compares.
 */
export function toStatusPatch(
  { uid, resourceVersion }: Pick<KubeObject, 'uid' | 'resourceVersion'>,
  status: object,
): readonly PatchOperation[] {
  return [
    { op: 'test', path: '/metadata/uid', value: uid },
    { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
    { op: 'add', path: '/status', value: status },
  ];
}
