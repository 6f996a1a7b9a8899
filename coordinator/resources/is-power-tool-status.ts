import { type PowerToolStatus, phases } from '../../shared/kinds/power-tool.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';

/** Whether it is a status that a coordinator wrote; checks what everyone relies on. */
export function isPowerToolStatus(value: unknown): value is PowerToolStatus {
  const phase = readMember(value, 'phase');
  const nodes = readMember(value, 'nodes');
  const bytes = readMember(value, 'bytes');
  const counts = [
    'matched',
    'selected',
    'running',
    'captured',
    'verified',
    'failed',
    'refused',
    'lost',
    'late',
  ];
  return (
    phases.some((known) => known === phase) &&
    ['conditions', 'artifacts', 'failures', 'reports'].every((list) =>
      Array.isArray(readMember(value, list)),
    ) &&
    counts.every((count) => typeof readMember(nodes, count) === 'number') &&
    ['captured', 'stored'].every((count) => typeof readMember(bytes, count) === 'number')
  );
}
