import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

/**
 * aperf, `record` alone. Left out: files, Java (it would run what PATH has), servers, completions. `-r` is a path to
 * aperf; the run's own name is written whatever is said.
 */
export const aperf: ToolBaseline = {
  tool: 'aperf',
  source: 'executable',
  binaryName: /^aperf$/,
  versionArgs: ['--version'],
  versions: {
    pattern: /^aperf ([0-9]+\.[0-9]+)/,
    range: '>=1.0 <2.0',
    safeLines: [['record'], ['record', '--profile']],
  },
  dialect: { endOfOptions: true, joinedShortValues: false, flagClusters: false, equalsLongValues: true },
  environmentNames: [],
  defaults: {
    ...commonDefaults,
    description: 'System metrics and report',
    path: '/usr/bin/aperf',
    pids: 128,
  },
  subcommands: [
    {
      name: 'record',
      options: [
        {
          names: ['-r', '--run-name'],
          value: { kind: 'name', written: 'aperf' },
          summary: 'name of the run',
        },
        {
          names: ['-i', '--interval'],
          value: { kind: 'integer', min: 1, max: 60 },
          summary: 'seconds between readings',
        },
        { names: ['-p', '--period'], value: { kind: 'seconds' }, summary: 'how long, more than an interval' },
        { names: ['--profile'], summary: 'a CPU profile too' },
        {
          names: ['-F', '--perf-frequency'],
          value: { kind: 'integer', min: 1, max: 999 },
          summary: 'samples a second and CPU of the profile',
        },
      ],
      requireOneOf: [],
      defaults: [
        { option: '-r', value: 'aperf' },
        { option: '-i', value: '1' },
        { option: '-p', value: '{durationSeconds}' },
      ],
      operands: 'none',
      injected: ['-t', '.'],
      // Until it says so it has not blocked signals and dies of one, its perf staying behind. A profile without a single
      // sample makes it fail: perf gets the time to start.
      stop: {
        signal: 'SIGINT',
        notBefore: { sign: { line: /Collecting data\.\.\./ }, afterMs: 2_000, atMostMs: 10_000 },
        minGraceMs: 120_000,
      },
      capabilities: ['PERFMON', 'SYS_PTRACE', 'SYSLOG', 'SYS_ADMIN', 'SYS_CHROOT', 'IPC_LOCK', 'SYS_RAWIO'],
      looksAtNetwork: true,
      outputs: [
        {
          name: 'archive',
          path: 'aperf.tar.gz',
          mediaType: 'application/vnd.aperf.run+gzip',
          required: true,
        },
      ],
      // Of a CPU profile it makes, at its end, a copy, text of nine times its size, folded stacks and two pictures.
      drafts: [
        { path: 'aperf', weight: 1 },
        { path: 'aperf/raw_perf_cpu_profile', weight: 14 },
      ],
    },
  ],
};
