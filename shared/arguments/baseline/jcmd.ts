import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

/** jcmd(1), commands that only print. pid 0 would mean every JVM; a class name as target is not known here. */
export const jcmd: ToolBaseline = {
  tool: 'jcmd',
  source: 'executable',
  binaryName: /^jcmd$/,
  versionArgs: ['-J-XX:-UsePerfData', '-J-version'],
  versions: undefined,
  dialect: { endOfOptions: false, joinedShortValues: false, flagClusters: false, equalsLongValues: false },
  environmentNames: [],
  defaults: { ...commonDefaults, description: 'State of a JVM', path: '/usr/bin/jcmd' },
  subcommands: [
    {
      name: '',
      options: [],
      requireOneOf: [],
      defaults: [],
      operands: {
        kind: 'forms',
        after: 'targetPid',
        isOptional: false,
        forms: [
          'Thread.print',
          'Thread.print -l',
          'GC.heap_info',
          'GC.class_histogram',
          'GC.finalizer_info',
          'VM.version',
          'VM.uptime',
          'VM.flags',
          'VM.native_memory summary',
          'VM.metaspace',

          'VM.classloader_stats',
          'VM.stringtable',
          'VM.symboltable',
          'Compiler.queue',
          'Compiler.codecache',
        ],
      },
      // Else its own JVM writes counters to /tmp/hsperfdata_<user>, and removes those of others there.
      injected: ['-J-XX:-UsePerfData'],
      stop: { signal: 'SIGTERM', minGraceMs: 2_000 },
      capabilities: ['SYS_PTRACE', 'KILL', 'SETUID', 'SETGID', 'DAC_OVERRIDE'],
      confinement: { by: 'operand', slot: '{pids}', maxPids: 1, nodeWide: [] },
      outputs: [
        { name: 'report', path: 'jcmd.txt', mediaType: 'text/plain', required: true, isStdout: true },
      ],
    },
  ],
};
