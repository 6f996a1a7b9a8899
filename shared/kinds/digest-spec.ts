import { createHash } from 'node:crypto';

/** SHA-256, 64 hexadecimal digits, of the canonical JSON of a spec: keys sorted, no spaces. */
export function digestSpec(spec: unknown): string {
  return createHash('sha256').update(toCanonicalJson(spec)).digest('hex');
}

function toCanonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toCanonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${toCanonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
