import { readMember } from '../../shared/kinds/validate-schema-faults.ts';

/** A member that is a text; `''` where it is none. */
export function readText(value: unknown, field: string): string {
  const text = readMember(value, field);
  return typeof text === 'string' ? text : '';
}

/** The members of a member that are texts, as labels are. */
export function readTexts(value: unknown, field: string): Readonly<Record<string, string>> {
  const members = readMember(value, field);
  if (typeof members !== 'object' || members === null) return {};
  const texts = Object.entries(members).filter((member): member is [string, string] => {
    return typeof member[1] === 'string';
  });
  return Object.fromEntries(texts);
}

/** A member that is a list; empty where it is none. */
export function readList(value: unknown, field: string): readonly unknown[] {
  const list = readMember(value, field);
  return Array.isArray(list) ? list : [];
}
