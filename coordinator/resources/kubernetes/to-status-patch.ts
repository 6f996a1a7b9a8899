import type { PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import type { PatchOperation } from './kube-api.ts';

/**
 * The JSON patch after which the status of the object with this uid is this one, and nothing of an earlier one is
 * left. The API server refuses it with 422 where the uid is another. A merge patch that names the uid would not do:
 * for custom resources the server drops the metadata of what is written to `status` before it compares.
 */
export function toStatusPatch(uid: string, status: PowerToolStatus): readonly PatchOperation[] {
  return [
    { op: 'test', path: '/metadata/uid', value: uid },
    { op: 'add', path: '/status', value: status },
  ];
}
