import { perfCapabilities } from './perf-capabilities.ts';
import { perfEvents } from './perf-events.ts';
import { perfTargets } from './perf-targets.ts';
import type { SubcommandBaseline } from './tool-baseline.ts';

/** perf-stat(1). Left out: whatever names a file, a descriptor, a cgroup or a program (`--pre`, `--post`). */
export const perfStat: SubcommandBaseline = {
  name: 'stat',
  options: [
    {
      names: ['-e', '--event'],
      value: { kind: 'events', events: perfEvents, maxEvents: 16 },
      maxOccurs: 4,
      summary: "events; perf's own choice where not given",
    },
    ...perfTargets,
    {
      names: ['-I', '--interval-print'],
      value: { kind: 'integer', min: 100, max: 60_000 },
      summary: 'milliseconds between prints; once at the end where not given',
    },
    { names: ['-d', '--detailed'], maxOccurs: 3, summary: 'more events, up to three times' },
    { names: ['-i', '--no-inherit'], summary: 'not the children of the targets' },
    { names: ['-A', '--no-aggr'], conflictsWith: aggregations('-A'), summary: 'each CPU by itself' },
    { names: ['--per-socket'], conflictsWith: aggregations('--per-socket'), summary: 'by processor socket' },
    { names: ['--per-core'], conflictsWith: aggregations('--per-core'), summary: 'by core' },
    { names: ['--per-thread'], conflictsWith: aggregations('--per-thread'), summary: 'by thread' },
  ],
  requireOneOf: [['-a', '-C', '-p']],
  defaults: [],
  operands: 'durationSleep',
  injected: ['-o', '{out:stat}'],
  // Without -I it waits for the end of its workload, whatever signal it got.
  stop: { signal: 'SIGINT', toItsChildren: true, minGraceMs: 5_000 },
  capabilities: perfCapabilities,
  confinement: { by: { option: '-p' }, slot: '{pids}', maxPids: 512, nodeWide: ['-a', '-C'] },
  outputs: [{ name: 'stat', path: 'perf-stat.txt', mediaType: 'text/plain', required: true }],
};

function aggregations(but: string): readonly string[] {
  return ['-A', '--per-socket', '--per-core', '--per-thread'].filter((name) => name !== but);
}
