import { oldSyscallClasses, syscallClasses, syscalls } from './syscalls.ts';
import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

/**
 * strace(1), attached to processes that run. Left out: programs to start, injection of faults, everything that writes
 * elsewhere, daemonises or changes the user. Contents of reads and writes are bounded by `-s`.
 */
export const strace: ToolBaseline = {
  tool: 'strace',
  source: 'executable',
  binaryName: /^strace$/,
  versionArgs: ['-V'],
  versions: { pattern: /^strace -- version ([0-9]+\.[0-9]+)/, range: '>=5.0 <8.0', safeLines: [] },
  dialect: { endOfOptions: true, joinedShortValues: true, flagClusters: true, equalsLongValues: true },
  environmentNames: [],
  defaults: { ...commonDefaults, description: 'System calls of processes', path: '/usr/bin/strace' },
  subcommands: [
    {
      name: '',
      options: [
        {
          names: ['-p', '--attach'],
          value: { kind: 'targetPids', maxPids: 64 },
          required: true,
          summary: 'processes of the targets',
        },
        { names: ['-f', '--follow-forks'], summary: 'their threads and children too' },
        {
          names: ['-e'],
          value: {
            kind: 'words',
            words: [...syscallClasses, ...oldSyscallClasses, ...syscalls],
            maxWords: 32,
            prefix: 'trace=',
          },
          summary: 'only these calls or classes',
        },
        { names: ['-c', '--summary-only'], conflictsWith: ['-C'], summary: 'counts and times alone' },
        { names: ['-C', '--summary'], conflictsWith: ['-c'], summary: 'every call, then counts and times' },
        {
          names: ['-S', '--summary-sort-by'],
          value: { kind: 'enum', values: ['time', 'calls', 'errors', 'name', 'nothing'] },
          summary: 'order of the counts',
        },
        {
          names: ['-w', '--summary-wall-clock'],
          needsOneOf: ['-c', '-C'],
          summary: 'counts by time that passed',
        },
        {
          names: ['-t'],
          maxOccurs: 3,
          summary: 'time of day; twice with microseconds; thrice since the epoch',
        },
        { names: ['-r', '--relative-timestamps'], summary: 'time since the call before' },
        { names: ['-T', '--syscall-times'], summary: 'time in each call' },
        { names: ['-y', '--decode-fds'], maxOccurs: 2, summary: 'paths of descriptors; twice: sockets too' },
        { names: ['-n', '--syscall-number'], summary: 'numbers of calls' },
        { names: ['-q', '--quiet'], maxOccurs: 3, summary: 'fewer words' },
        {
          names: ['-s', '--string-limit'],
          value: { kind: 'integer', min: 0, max: 256 },
          summary: 'bytes of each string',
        },
      ],
      requireOneOf: [],
      defaults: [{ option: '-s', value: '32' }],
      operands: 'none',
      injected: ['-o', '{out:trace}'],
      // It lets the processes go; another signal would leave them stopped.
      stop: { signal: 'SIGINT', minGraceMs: 10_000 },
      capabilities: ['SYS_PTRACE'],
      confinement: { by: { option: '-p' }, slot: '{pids}', maxPids: 64, nodeWide: [] },
      outputs: [
        {
          name: 'trace',
          path: 'strace.txt',
          mediaType: 'text/plain',
          required: true,
          mayBeEmpty: true,
          isAppendOnly: true,
        },
      ],
    },
  ],
};
