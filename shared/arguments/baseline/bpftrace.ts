import { bpfScripts } from './bpf-scripts.ts';
import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

/** bpftrace(8), with the scripts that come with the agent alone, each known by its digest. No option is taken. */
export const bpftrace: ToolBaseline = {
  tool: 'bpftrace',
  source: 'executable',
  binaryName: /^bpftrace$/,
  versionArgs: ['--version'],
  versions: { pattern: /^bpftrace v?([0-9]+\.[0-9]+)/, range: '>=0.16 <1.0', safeLines: [] },
  dialect: { endOfOptions: false, joinedShortValues: false, flagClusters: false, equalsLongValues: false },
  environmentNames: [],
  defaults: { ...commonDefaults, description: 'Questions to the kernel', path: '/usr/bin/bpftrace' },
  subcommands: [
    {
      name: '',
      options: [],
      requireOneOf: [],
      defaults: [],
      operands: { kind: 'script', scripts: [...bpfScripts.keys()] },
      injected: ['-o', '{out:report}'],
      // A signal while it compiles ends it without a word; one that comes between that and its wait for events is lost.
      // It always only notes SIGTERM, so that a further one does nothing; of a second SIGINT it dies.
      stop: {
        signal: 'SIGTERM',
        againAfterMs: 2_000,
        notBefore: { sign: { output: 'report' }, afterMs: 1_000, atMostMs: 10_000 },
        minGraceMs: 5_000,
      },
      capabilities: ['BPF', 'PERFMON', 'SYS_ADMIN', 'SYS_RESOURCE', 'SYSLOG', 'SYS_PTRACE'],
      outputs: [
        { name: 'report', path: 'bpftrace.txt', mediaType: 'text/plain', required: true, isAppendOnly: true },
      ],
    },
  ],
};
