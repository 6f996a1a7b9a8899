import { printing, sysstatDialect, sysstatVersions } from './sysstat.ts';
import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

/** iostat(1). Left out: other directories (`-f`, `+f`), groups, persistent names, devices as operands. */
export const iostat: ToolBaseline = {
  tool: 'iostat',
  source: 'executable',
  binaryName: /^iostat$/,
  versionArgs: ['-V'],
  versions: sysstatVersions([['-x'], []]),
  dialect: sysstatDialect,
  environmentNames: [],
  defaults: { ...commonDefaults, description: 'Load of block devices', path: '/usr/bin/iostat' },
  subcommands: [
    {
      ...printing,
      options: [
        { names: ['-c'], summary: 'CPU use alone' },
        { names: ['-d'], summary: 'devices alone' },
        { names: ['-x'], summary: 'extended figures' },
        { names: ['-k'], conflictsWith: ['-m'], summary: 'kilobytes' },
        { names: ['-m'], conflictsWith: ['-k'], summary: 'megabytes' },
        { names: ['-N'], summary: 'names of mapped devices' },
        { names: ['-s'], summary: 'narrow' },
        { names: ['-t'], summary: 'time of each report' },
        { names: ['-y'], summary: 'without the report since boot' },
        { names: ['-z'], summary: 'without idle devices' },
        { names: ['-o'], value: { kind: 'enum', values: ['JSON'] }, summary: 'form of the report' },
      ],
      capabilities: [],
    },
  ],
};
