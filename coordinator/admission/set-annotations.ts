import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import type { PatchOperation } from './admission-request.ts';

/** The operations after which the object has these annotations, and lacks those that are undefined; none if it has. */
export function setAnnotations(
  object: unknown,
  wanted: ReadonlyMap<string, string | undefined>,
): readonly PatchOperation[] {
  const carried = readMember(readMember(object, 'metadata'), 'annotations');
  const operations = [...wanted].flatMap(([name, value]): readonly PatchOperation[] => {
    const path = `/metadata/annotations/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const before = readMember(carried, name);
    if (before === value) return [];
    return [value === undefined ? { op: 'remove', path } : { op: 'add', path, value }];
  });
  const isThere = typeof carried === 'object' && carried !== null;
  return operations.length === 0 || isThere
    ? operations
    : [{ op: 'add', path: '/metadata/annotations', value: {} }, ...operations];
}
