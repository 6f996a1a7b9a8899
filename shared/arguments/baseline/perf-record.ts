import { perfCapabilities } from './perf-capabilities.ts';
import { perfEvents } from './perf-events.ts';
import { perfTargets } from './perf-targets.ts';
import type { SubcommandBaseline } from './tool-baseline.ts';

/** perf-record(1). Left out: every option that names a file, an executable, a user, a cgroup or a descriptor. */
export const perfRecord: SubcommandBaseline = {
  name: 'record',
  options: [
    {
      names: ['-F', '--freq'],
      value: { kind: 'integer', min: 1, max: 999 },
      summary: 'samples a second and CPU',
    },
    {
      names: ['-e', '--event'],
      value: { kind: 'events', events: perfEvents, maxEvents: 8 },
      maxOccurs: 4,
      summary: "events; perf's own choice where not given",
    },
    ...perfTargets,
    { names: ['-g'], summary: 'call graphs, by frame pointers unless --call-graph says otherwise' },
    {
      names: ['--call-graph'],
      value: { kind: 'callGraph', modes: ['fp', 'dwarf', 'lbr'], minStackBytes: 1024, maxStackBytes: 16_384 },
      summary: 'how call graphs are taken',
    },
    { names: ['--all-user'], conflictsWith: ['--all-kernel'], summary: 'only user space' },
    { names: ['--all-kernel'], conflictsWith: ['--all-user'], summary: 'only the kernel' },
    { names: ['-i', '--no-inherit'], summary: 'not the children of the targets' },
    { names: ['-d', '--data'], summary: 'addresses of the accessed memory' },
    { names: ['-b', '--branch-any'], summary: 'taken branches' },
    { names: ['-s', '--stat'], summary: 'counts of each thread' },
    { names: ['--switch-events'], summary: 'context switches' },
    { names: ['--namespaces'], summary: 'namespaces of processes' },
    { names: ['--buildid-all'], summary: 'build ids of all files, hit or not' },
  ],
  // Without any, perf profiles either everything or only the `sleep`, depending on the operand.
  requireOneOf: [['-a', '-C', '-p']],
  // perf's own default is 4,000 a second. Tracepoints without a frequency record every event.
  defaults: [{ option: '-F', value: '99', unlessOnlyTracepointsIn: '-e' }],
  operands: 'durationSleep',
  // `--sample-cpu`: with -p, perf leaves the CPU out of counters' samples, and `perf script -F cpu` then fails.
  // The build-id cache stays on: it holds the symbols of targets that are gone when the follow-up runs.
  injected: ['--sample-cpu', '-o', '{out:profile}'],
  rolling: {
    output: 'profile',
    // Not by its own alarm: where that fires before perf is ready, as on a busy node, there is never another.
    injected: ['--sample-cpu', '--switch-output=signal', '-o', 'perf.data'],
    fileName: 'perf.data',
    signal: 'SIGUSR2',
    named: 'whenDone',
  },
  // Frequencies that do not keep step with what runs 100 or 10 times a second.
  presets: { low: ['-F', '19'], medium: ['-F', '49'], high: ['-F', '99'] },
  stop: { signal: 'SIGTERM', minGraceMs: 30_000 },
  capabilities: perfCapabilities,
  // Events of threads, so that what other processes do meanwhile is not counted; perf_event_open(2), pid > 0.
  confinement: { by: { option: '-p' }, slot: '{pids}', maxPids: 512, nodeWide: ['-a', '-C'] },
  followUp: {
    name: 'script',
    args: ['script', '-F', 'comm,pid,tid,cpu,time,period,event,ip,sym,dso', '-i', '{out:profile}'],
    output: {
      artifactId: 'perf-script',
      fileName: 'perf-script.txt.zst',
      mediaType: 'text/vnd.perf-script+zstd',
    },
  },
  outputs: [
    { name: 'profile', path: 'perf.data', mediaType: 'application/vnd.linux.perf-data', required: true },
  ],
};
