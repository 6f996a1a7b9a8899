import { printing, sysstatDialect, sysstatVersions } from './sysstat.ts';
import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

const networks = ['DEV', 'EDEV', 'NFS', 'NFSD', 'SOCK', 'SOCK6', 'IP', 'EIP', 'IP6', 'EIP6', 'ICMP', 'EICMP'];

/** sar(1), live alone. Left out: data files (`-f`, `-o`), times, interrupts by list. It runs its own `sadc`. */
export const sar: ToolBaseline = {
  tool: 'sar',
  source: 'executable',
  binaryName: /^sar(?:\.sysstat)?$/,
  versionArgs: ['-V'],
  versions: sysstatVersions([['-u'], []]),
  dialect: sysstatDialect,
  environmentNames: [],
  defaults: { ...commonDefaults, description: 'Activity of the node', path: '/usr/bin/sar' },
  subcommands: [
    {
      ...printing,
      // It looks at a signal only once sadc has sent the next figures. sadc, told itself, hands the signal on to its
      // parent: that has to be sar, which must not have ended before.
      stop: { ...printing.stop, toItsChildren: true },
      options: [
        {
          names: ['-u'],
          value: { kind: 'enum', values: ['ALL'] },
          isValueOptional: true,
          summary: 'CPU use',
        },
        {
          names: ['-n'],
          value: {
            kind: 'words',
            words: [...networks, 'TCP', 'ETCP', 'UDP', 'UDP6', 'SOFT', 'ALL'],
            maxWords: 18,
            prefix: '',
          },
          summary: 'network figures',
        },
        { names: ['-P'], value: { kind: 'cpuList', maxCpu: 4095, all: 'ALL' }, summary: 'only these CPUs' },
        { names: ['-b'], summary: 'input and output' },
        { names: ['-B'], summary: 'paging' },
        { names: ['-d'], summary: 'block devices' },
        { names: ['-p'], summary: 'names of block devices' },
        {
          names: ['-r'],
          value: { kind: 'enum', values: ['ALL'] },
          isValueOptional: true,
          summary: 'memory',
        },
        { names: ['-H'], summary: 'huge pages' },
        { names: ['-S'], summary: 'swap space' },
        { names: ['-W'], summary: 'swapping' },
        { names: ['-v'], summary: 'kernel tables' },
        { names: ['-w'], summary: 'new tasks and context switches' },
        {
          names: ['-q'],
          value: { kind: 'enum', values: ['LOAD', 'CPU', 'IO', 'MEM', 'PSI', 'ALL'] },
          isValueOptional: true,
          summary: 'load and pressure',
        },
        { names: ['-z'], summary: 'without idle devices' },
      ],
      capabilities: [],
      looksAtNetwork: true,
    },
  ],
};
