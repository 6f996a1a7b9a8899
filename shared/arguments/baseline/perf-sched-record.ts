import { perfCapabilities } from './perf-capabilities.ts';
import type { SubcommandBaseline } from './tool-baseline.ts';

/** perf-sched(1), `record`: every change of the scheduler on the whole node; perf chooses the events itself. */
export const perfSchedRecord: SubcommandBaseline = {
  name: 'sched record',
  options: [],
  requireOneOf: [],
  defaults: [],
  operands: 'durationSleep',
  injected: ['-o', '{out:profile}'],
  stop: { signal: 'SIGTERM', minGraceMs: 30_000 },
  capabilities: perfCapabilities,
  outputs: [
    { name: 'profile', path: 'perf.data', mediaType: 'application/vnd.linux.perf-data', required: true },
  ],
};
