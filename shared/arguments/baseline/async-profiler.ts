import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

/**
 * asprof of async-profiler, one profile of a bounded time. Its options become one text with commas for the JVM, so that
 * no value may hold one. Left out: actions other than this one, methods as events, files.
 */
export const asyncProfiler: ToolBaseline = {
  tool: 'asprof',
  source: 'executable',
  binaryName: /^asprof$/,
  versionArgs: ['--version'],
  versions: { pattern: /^Async-profiler ([0-9]+\.[0-9]+)/, range: '>=3.0 <5.0', safeLines: [] },
  dialect: { endOfOptions: false, joinedShortValues: false, flagClusters: false, equalsLongValues: false },
  environmentNames: [],
  defaults: { ...commonDefaults, description: 'Profiler of a JVM', path: '/usr/bin/asprof' },
  subcommands: [
    {
      name: '',
      options: [
        { names: ['-d'], value: { kind: 'seconds' }, summary: 'how long' },
        {
          names: ['-e'],
          value: { kind: 'enum', values: ['cpu', 'wall', 'itimer', 'ctimer', 'alloc', 'lock'] },
          summary: 'what is sampled',
        },
        {
          names: ['-i'],
          value: {
            kind: 'duration',
            units: [
              { suffix: 'us', ns: 1_000 },
              { suffix: 'ms', ns: 1_000_000 },
            ],
            minNs: 1_000_000,
            maxNs: 1_000_000_000,
          },
          summary: 'time between samples',
        },
        {
          names: ['-j'],
          value: { kind: 'integer', min: 1, max: 2_048 },
          summary: 'frames of a stack at most',
        },
        { names: ['-t'], summary: 'each thread by itself' },
        { names: ['-s'], summary: 'simple class names' },
        { names: ['-g'], summary: 'method signatures' },
        {
          names: ['-o'],
          value: { kind: 'enum', values: ['collapsed', 'flamegraph', 'tree', 'jfr', 'flat'] },
          summary: 'form of the profile',
        },
      ],
      requireOneOf: [],
      defaults: [
        { option: '-d', value: '{durationSeconds}' },
        { option: '-e', value: 'cpu' },
        { option: '-o', value: 'collapsed' },
      ],
      operands: 'targetPid',
      injected: ['-f', '{out:profile}'],
      stop: { signal: 'SIGINT', minGraceMs: 10_000 },
      capabilities: [
        'SYS_PTRACE',
        'PERFMON',
        'SYS_ADMIN',
        'KILL',
        'SETUID',
        'SETGID',
        'SYS_CHROOT',
        'DAC_OVERRIDE',
      ],
      confinement: { by: 'operand', slot: '{pids}', maxPids: 1, nodeWide: [] },
      outputs: [
        {
          name: 'profile',
          path: 'asprof-profile',
          mediaType: 'application/octet-stream',
          otherForms: [
            { option: '-o', value: 'collapsed', mediaType: 'text/vnd.folded-stacks' },
            { option: '-o', value: 'flamegraph', mediaType: 'text/html' },
            { option: '-o', value: 'tree', mediaType: 'text/html' },
            { option: '-o', value: 'jfr', mediaType: 'application/x-jfr' },
            { option: '-o', value: 'flat', mediaType: 'text/plain' },
          ],
          required: true,
        },
      ],
    },
  ],
};
