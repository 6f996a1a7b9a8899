import { type KindName, kinds } from '../../shared/kinds/kinds.ts';
import type { Step } from '../../shared/kinds/validate-fault.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';

/** Whether the schema of our Kind has a field at a place. Of all fields beside `spec` it is taken to have any. */
export function hasField(kind: KindName, place: readonly Step[]): boolean {
  const [top, ...steps] = place;
  if (top !== 'spec') return true;
  const schema = steps.reduce(
    (found: unknown, step) => readMember(readMember(found, 'properties'), step),
    kinds.get(kind)?.specSchema,
  );
  return schema !== undefined;
}
