import type { OptionGrammar } from './option-grammar.ts';
import type { SubcommandBaseline, ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

const target: OptionGrammar = {
  names: ['--pid', '-p'],
  value: { kind: 'targetPids', maxPids: 1 },
  required: true,
  summary: 'a process of the targets',
};
const common: readonly OptionGrammar[] = [
  { names: ['--native', '-n'], summary: 'functions of extensions too' },
  { names: ['--nonblocking'], summary: 'without stopping the process' },
];
const attaching: Pick<SubcommandBaseline, 'requireOneOf' | 'operands' | 'capabilities' | 'confinement'> = {
  requireOneOf: [],
  operands: 'none',
  capabilities: ['SYS_PTRACE', 'SYS_CHROOT', 'SYS_ADMIN'],
  confinement: { by: { option: '--pid' }, slot: '{pids}', maxPids: 1, nodeWide: [] },
};

const dump: SubcommandBaseline = {
  ...attaching,
  name: 'dump',
  options: [target, ...common, { names: ['--json', '-j'], summary: 'as JSON' }],
  defaults: [],
  injected: [],
  stop: { signal: 'SIGINT', minGraceMs: 2_000 },
  outputs: [
    {
      name: 'stacks',
      path: 'stacks.txt',
      mediaType: 'text/plain',
      otherForms: [{ option: '--json', mediaType: 'application/json' }],
      required: true,
      isStdout: true,
    },
  ],
};

const record: SubcommandBaseline = {
  ...attaching,
  name: 'record',
  options: [
    target,
    { names: ['--duration', '-d'], value: { kind: 'seconds' }, summary: 'how long' },
    { names: ['--rate', '-r'], value: { kind: 'integer', min: 1, max: 999 }, summary: 'samples a second' },
    {
      names: ['--format', '-f'],
      value: { kind: 'enum', values: ['flamegraph', 'raw', 'speedscope', 'chrometrace'] },
      summary: 'form of the profile',
    },
    ...common,
    { names: ['--function', '-F'], summary: 'by function, not by line' },
    { names: ['--gil', '-g'], summary: 'only with the interpreter lock' },
    { names: ['--idle', '-i'], summary: 'idle threads too' },
    { names: ['--threads', '-t'], summary: 'each thread by itself' },
  ],
  defaults: [
    { option: '--duration', value: '{durationSeconds}' },
    { option: '--rate', value: '99' },
    { option: '--format', value: 'raw' },
  ],
  injected: ['--output', '{out:profile}'],
  stop: { signal: 'SIGINT', minGraceMs: 10_000 },
  outputs: [
    {
      name: 'profile',
      path: 'py-spy-profile',
      mediaType: 'application/octet-stream',
      otherForms: [
        { option: '--format', value: 'raw', mediaType: 'text/vnd.folded-stacks' },
        { option: '--format', value: 'flamegraph', mediaType: 'image/svg+xml' },
        { option: '--format', value: 'speedscope', mediaType: 'application/json' },
        { option: '--format', value: 'chrometrace', mediaType: 'application/json' },
      ],
      required: true,
    },
  ],
};

/** py-spy. Left out: starting programs, children (`--subprocesses`), local variables, `top`. */
export const pySpy: ToolBaseline = {
  tool: 'py-spy',
  source: 'executable',
  binaryName: /^py-spy$/,
  versionArgs: ['--version'],
  versions: { pattern: /^py-spy ([0-9]+\.[0-9]+)/, range: '>=0.3 <0.5', safeLines: [] },
  dialect: { endOfOptions: true, joinedShortValues: false, flagClusters: false, equalsLongValues: true },
  environmentNames: [],
  defaults: { ...commonDefaults, description: 'Profiler of a Python process', path: '/usr/bin/py-spy' },
  subcommands: [dump, record],
};
