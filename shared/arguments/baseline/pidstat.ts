import { printing, sysstatDialect, sysstatVersions } from './sysstat.ts';
import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

/** pidstat(1). Left out: programs to run (`-e`), patterns, and `-l` values of other users' choice. */
export const pidstat: ToolBaseline = {
  tool: 'pidstat',
  source: 'executable',
  binaryName: /^pidstat$/,
  versionArgs: ['-V'],
  versions: sysstatVersions([['-u'], []]),
  dialect: sysstatDialect,
  environmentNames: [],
  defaults: { ...commonDefaults, description: 'Activity of processes', path: '/usr/bin/pidstat' },
  subcommands: [
    {
      ...printing,
      options: [
        { names: ['-p'], value: { kind: 'targetPids', maxPids: 64 }, summary: 'processes of the targets' },
        { names: ['-u'], summary: 'CPU use' },
        { names: ['-d'], summary: 'input and output' },
        { names: ['-r'], summary: 'memory' },
        { names: ['-s'], summary: 'stacks' },
        { names: ['-v'], summary: 'threads and descriptors' },
        { names: ['-w'], summary: 'context switches' },
        { names: ['-R'], summary: 'priority' },
        { names: ['-t'], summary: 'threads too' },
        { names: ['-l'], summary: 'whole command lines' },
        { names: ['-I'], summary: 'CPU use by the number of CPUs' },
        { names: ['-H'], summary: 'seconds since the epoch' },
        { names: ['-h'], summary: 'one line for each process' },
      ],
      capabilities: ['SYS_PTRACE'],
      confinement: { by: { option: '-p' }, slot: '{pids}', maxPids: 64, nodeWide: [] },
    },
  ],
};
