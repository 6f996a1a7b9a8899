import { isDeepStrictEqual } from 'node:util';
import { readMember } from './validate-schema-faults.ts';

/**
 * A value without the members that only say what the defaults of its schema say, so that it is the same whether or
 * not defaults were filled in, and stays the same when a later schema has further fields with defaults. Takes any
 * value; what is not of the schema's form is left as it is.
 */
export function leaveOutDefaults(schema: unknown, value: unknown): unknown {
  if (Array.isArray(value)) {
    const entries: readonly unknown[] = value;
    return entries.map((entry) => leaveOutDefaults(readMember(schema, 'items'), entry));
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = readMember(schema, 'properties');
  return Object.fromEntries(
    Object.keys(value).flatMap((name): readonly (readonly [string, unknown])[] => {
      const field = readMember(fields, name);
      const member = leaveOutDefaults(field, readMember(value, name));
      const fallback = readMember(field, 'default');
      return fallback !== undefined && isDeepStrictEqual(member, fallback) ? [] : [[name, member]];
    }),
  );
}
