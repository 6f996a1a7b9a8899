import { perfCapabilities } from './perf-capabilities.ts';
import { perfTargets } from './perf-targets.ts';
import { syscalls } from './syscalls.ts';
import type { SubcommandBaseline } from './tool-baseline.ts';

/** perf-trace(1). Left out: whatever names a file, a user, a cgroup or an event that is no system call. */
export const perfTrace: SubcommandBaseline = {
  name: 'trace',
  options: [
    {
      names: ['-e', '--expr'],
      value: { kind: 'words', words: syscalls, maxWords: 32, prefix: '' },
      summary: 'only these system calls',
    },
    ...perfTargets,
    { names: ['-s', '--summary'], conflictsWith: ['-S'], summary: 'counts and times alone' },
    { names: ['-S', '--with-summary'], conflictsWith: ['-s'], summary: 'every call, then counts and times' },
    {
      names: ['--duration'],
      value: { kind: 'integer', min: 1, max: 60_000 },
      summary: 'only calls that took longer, in milliseconds',
    },
    { names: ['-T', '--time'], summary: 'time since boot with every call' },
    { names: ['--failure'], summary: 'only calls that failed' },
    { names: ['--errno-summary'], summary: 'counts by error' },
    {
      names: ['-F', '--pf'],
      value: { kind: 'enum', values: ['all', 'min', 'maj'] },
      summary: 'page faults too',
    },
  ],
  requireOneOf: [['-a', '-C', '-p']],
  defaults: [],
  operands: 'durationSleep',
  injected: ['-o', '{out:trace}'],
  // Stopped itself, it would leave its workload behind.
  stop: { signal: 'SIGINT', toItsChildren: true, minGraceMs: 10_000 },
  capabilities: perfCapabilities,
  confinement: { by: { option: '-p' }, slot: '{pids}', maxPids: 512, nodeWide: ['-a', '-C'] },
  outputs: [
    {
      name: 'trace',
      path: 'perf-trace.txt',
      mediaType: 'text/plain',
      required: true,
      mayBeEmpty: true,
      isAppendOnly: true,
    },
  ],
};
