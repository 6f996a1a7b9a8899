import { createHash } from 'node:crypto';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';

/** SHA-256 of what may not change after acceptance: the spec without `stop`. Key order does not matter. */
export function digestSpec(spec: PowerToolSpec): string {
  const { stop: _stop, ...fixed } = spec;
  return createHash('sha256').update(JSON.stringify(fixed, sortKeys)).digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
