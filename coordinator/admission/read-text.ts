import { readMember } from '../../shared/kinds/validate-schema-faults.ts';

/** A member of a value of any form that is a text; `''` where it is none. */
export function readText(value: unknown, field: string): string {
  const text = readMember(value, field);
  return typeof text === 'string' ? text : '';
}
