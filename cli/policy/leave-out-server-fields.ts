import { readMember } from '../../shared/kinds/validate-schema-faults.ts';

/** What the API server and controllers write into `metadata`. */
const ofTheServer: ReadonlySet<string> = new Set([
  'uid',
  'generation',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'ownerReferences',
  'finalizers',
  'selfLink',
]);

/**
 * An object as `kubectl get -o yaml` writes it, without what nobody but the cluster wrote: `status`, and such fields of
 * `metadata`. The namespace goes too where it is `home`, the coordinator's own, in which these objects are honoured.
 */
export function leaveOutServerFields(value: object, home: string): object {
  const metadata = readMember(value, 'metadata');
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'status'));
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return rest;
  const isWritten = ([key, member]: [string, unknown]): boolean =>
    !ofTheServer.has(key) && !(key === 'namespace' && member === home);
  return { ...rest, metadata: Object.fromEntries(Object.entries(metadata).filter(isWritten)) };
}
