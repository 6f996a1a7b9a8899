import { digestSpec } from '../../shared/kinds/digest-spec.ts';
import { kinds } from '../../shared/kinds/kinds.ts';
import { leaveOutDefaults } from '../../shared/kinds/leave-out-defaults.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';

/** What anybody who may update the object may change: it ends, pauses or keeps, and makes nothing run. */
const freeFields: ReadonlySet<string> = new Set(['stop', 'suspend', 'ttlSecondsAfterFinished']);
const freeOutputFields: ReadonlySet<string> = new Set(['retention']);

/**
 * SHA-256 of what somebody has asked for with the spec of a PowerTool: all of it but the fields that may be changed
 * at any time. Takes any value; the same with and without defaults filled in.
 */
export function digestRequested(spec: unknown): string {
  const output = leaveOut(readMember(spec, 'output'), freeOutputFields);
  const fixed = leaveOut(spec, freeFields);
  const whole = typeof fixed === 'object' && output !== undefined ? { ...fixed, output } : fixed;
  return digestSpec(leaveOutDefaults(kinds.get('PowerTool')?.specSchema, whole));
}

function leaveOut(value: unknown, names: ReadonlySet<string>): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.has(name)));
}
