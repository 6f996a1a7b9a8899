import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

/**
 * gdb(1), for one thing alone: the stacks of all threads of a process, which stands still meanwhile. No start file, no
 * script of an object file, no server is read or asked.
 */
export const gdb: ToolBaseline = {
  tool: 'gdb',
  source: 'executable',
  binaryName: /^gdb$/,
  versionArgs: ['--version'],
  versions: { pattern: /^GNU gdb .*?([0-9]+\.[0-9]+)$/, range: '>=10.0 <18.0', safeLines: [] },
  dialect: { endOfOptions: false, joinedShortValues: false, flagClusters: false, equalsLongValues: false },
  environmentNames: ['PYTHONDONTWRITEBYTECODE'],
  defaults: {
    ...commonDefaults,
    description: 'Stacks of a process',
    path: '/usr/bin/gdb',
    memory: '1Gi',
    // Its own scripts are not compiled into /usr/share/gdb.
    environment: { PYTHONDONTWRITEBYTECODE: '1' },
  },
  subcommands: [
    {
      name: '',
      options: [
        {
          names: ['-p'],
          value: { kind: 'targetPids', maxPids: 1 },
          required: true,
          summary: 'a process of the targets',
        },
      ],
      requireOneOf: [],
      defaults: [],
      operands: 'none',
      injected: [
        '-nx',
        '-nh',
        '-batch',
        '-iex',
        'set auto-load off',
        '-iex',
        'set debuginfod enabled off',
        '-ex',
        'set pagination off',
        '-ex',
        'thread apply all bt',
      ],
      // It hands SIGINT on to the process, which dies of it, and at SIGTERM it leaves it stopped.
      stop: { signal: 'SIGKILL', minGraceMs: 1_000 },
      // SYS_ADMIN and SYS_CHROOT: files of pods are read in their mount namespaces; without them no function has a name.
      capabilities: ['SYS_PTRACE', 'SYS_ADMIN', 'SYS_CHROOT'],
      confinement: { by: { option: '-p' }, slot: '{pids}', maxPids: 1, nodeWide: [] },
      outputs: [
        { name: 'stacks', path: 'stacks.txt', mediaType: 'text/plain', required: true, isStdout: true },
      ],
    },
  ],
};
