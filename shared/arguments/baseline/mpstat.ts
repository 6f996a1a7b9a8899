import { printing, sysstatDialect, sysstatVersions } from './sysstat.ts';
import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

/** mpstat(1). */
export const mpstat: ToolBaseline = {
  tool: 'mpstat',
  source: 'executable',
  binaryName: /^mpstat$/,
  versionArgs: ['-V'],
  versions: sysstatVersions([['-P', 'ALL'], []]),
  dialect: sysstatDialect,
  environmentNames: [],
  defaults: { ...commonDefaults, description: 'Use of each CPU', path: '/usr/bin/mpstat' },
  subcommands: [
    {
      ...printing,
      options: [
        { names: ['-P'], value: { kind: 'cpuList', maxCpu: 4095, all: 'ALL' }, summary: 'only these CPUs' },
        { names: ['-u'], summary: 'CPU use' },
        { names: ['-A'], summary: 'all figures' },
        { names: ['-n'], summary: 'by NUMA node' },
        { names: ['-T'], summary: 'with the topology' },
        {
          names: ['-I'],
          value: { kind: 'words', words: ['SUM', 'CPU', 'SCPU', 'ALL'], maxWords: 3, prefix: '' },
          summary: 'interrupts',
        },
        { names: ['-o'], value: { kind: 'enum', values: ['JSON'] }, summary: 'form of the report' },
      ],
      capabilities: [],
    },
  ],
};
