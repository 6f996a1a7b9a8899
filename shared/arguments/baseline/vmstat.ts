import { printing } from './sysstat.ts';
import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

/** vmstat(8) of procps-ng. Left out: what prints once and ends, and single partitions. */
export const vmstat: ToolBaseline = {
  tool: 'vmstat',
  source: 'executable',
  binaryName: /^vmstat$/,
  versionArgs: ['-V'],
  versions: {
    // It calls itself by the name that it is executed by, which is that of a descriptor.
    pattern: /^[a-z0-9]+ from procps-ng ([0-9]+\.[0-9]+)/,
    range: '>=3.3 <5.0',
    safeLines: [[], ['-w']],
  },
  dialect: { endOfOptions: true, joinedShortValues: true, flagClusters: true, equalsLongValues: true },
  environmentNames: [],
  defaults: { ...commonDefaults, description: 'Memory, paging and run queue', path: '/usr/bin/vmstat' },
  subcommands: [
    {
      ...printing,
      options: [
        { names: ['-a', '--active'], conflictsWith: ['-d'], summary: 'active and inactive memory' },
        { names: ['-d', '--disk'], conflictsWith: ['-a'], summary: 'disks' },
        { names: ['-n', '--one-header'], summary: 'one header' },
        {
          names: ['-S', '--unit'],
          value: { kind: 'enum', values: ['k', 'K', 'm', 'M'] },
          summary: 'the unit',
        },
        { names: ['-t', '--timestamp'], summary: 'time of each line' },
        { names: ['-w', '--wide'], summary: 'wide' },
      ],
      capabilities: [],
    },
  ],
};
