import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

const states = [
  'established',
  'syn-sent',
  'syn-recv',
  'fin-wait-1',
  'fin-wait-2',
  'time-wait',
  'closed',
  'close-wait',
  'last-ack',
  'listening',
  'closing',
  'connected',
  'synchronized',
  'bucket',
  'big',
];

/**
 * ss(8), once. Left out: what closes sockets (`-K`), reads or writes files (`-F`, `-D`), goes on for ever (`-E`),
 * enters a namespace (`-N`) or looks up names (`-r`).
 */
export const ss: ToolBaseline = {
  tool: 'ss',
  source: 'executable',
  binaryName: /^ss$/,
  versionArgs: ['-V'],
  versions: {
    pattern: /^ss utility, iproute2-([0-9]+\.[0-9]+)/,
    range: '>=5.0 <8.0',
    safeLines: [['-s'], ['-t', '-a', '-n']],
  },
  dialect: { endOfOptions: false, joinedShortValues: false, flagClusters: true, equalsLongValues: false },
  environmentNames: [],
  defaults: { ...commonDefaults, description: 'Sockets of the node', path: '/usr/bin/ss' },
  subcommands: [
    {
      name: '',
      options: [
        { names: ['-t', '--tcp'], summary: 'TCP' },
        { names: ['-u', '--udp'], summary: 'UDP' },
        { names: ['-x', '--unix'], summary: 'Unix domain' },
        { names: ['-w', '--raw'], summary: 'raw' },
        { names: ['-4', '--ipv4'], conflictsWith: ['-6'], summary: 'IPv4 alone' },
        { names: ['-6', '--ipv6'], conflictsWith: ['-4'], summary: 'IPv6 alone' },
        { names: ['-a', '--all'], conflictsWith: ['-l'], summary: 'listening ones too' },
        { names: ['-l', '--listening'], conflictsWith: ['-a'], summary: 'listening ones alone' },
        { names: ['-n', '--numeric'], summary: 'numbers of ports' },
        { names: ['-p', '--processes'], summary: 'their processes' },
        { names: ['-i', '--info'], summary: 'what TCP knows of each' },
        { names: ['-m', '--memory'], summary: 'memory of each' },
        { names: ['-o', '--options'], summary: 'timers' },
        { names: ['-e', '--extended'], summary: 'owner and inode' },
        { names: ['-s', '--summary'], summary: 'counts alone' },
        { names: ['-H', '--no-header'], summary: 'no header' },
        { names: ['-O', '--oneline'], summary: 'one line for each' },
      ],
      requireOneOf: [],
      defaults: [],
      operands: {
        kind: 'forms',
        after: 'nothing',
        isOptional: true,
        forms: states.map((state) => `state ${state}`),
      },
      injected: [],
      stop: { signal: 'SIGTERM', minGraceMs: 1_000 },
      capabilities: ['NET_ADMIN', 'SYS_PTRACE', 'DAC_READ_SEARCH'],
      looksAtNetwork: true,
      confinement: { by: 'network' },
      outputs: [
        {
          name: 'sockets',
          path: 'sockets.txt',
          mediaType: 'text/plain',
          required: true,
          isStdout: true,
          mayBeEmpty: true,
        },
      ],
    },
  ],
};
