import { readGetoptLong } from '../getopt-long.ts';
import { type Context, firstHarm, harmful, harmless, type Judgement, quote } from '../judgement.ts';
import { flags, judgeOptions, lastOf, never, type Option, operandsOf, taking } from '../option.ts';
import { count, oneOf, pid } from '../values.ts';
import { command } from './gdb-commands.ts';

/**
 * Options of gdb, all of them long, with one dash or two.
 *
 * Source: gdb(1) and `gdb --help` of 13.1 (Debian); long_options in gdb/main.c of gdb 16.
 */
export const gdbOptions: readonly Option[] = [
  ...flags(
    'readnow|r',
    'readnever',
    'quiet|q|silent',
    'nh',
    'nx|n',
    'batch-silent',
    'batch',
    'fullname|f',
    'help',
  ),
  ...flags('version', 'configuration', 'nw|nowindows', 'w|windows', 'statistics', 'return-child-result'),
  taking(count, 'annotate'),
  taking(count, 'baud|b'),
  taking(count, 'l'),
  taking(pid, 'pid|p'),
  taking(command, 'eval-command|ex'),
  taking(command, 'init-eval-command|iex'),
  taking(command, 'early-init-eval-command|eiex'),
  taking(oneOf('console'), 'ui|interpreter|i'),
  never('executes', 'runs commands from a file', 'command|x'),
  never('executes', 'runs commands from a file', 'init-command|ix'),
  never('executes', 'runs commands from a file', 'early-init-command|eix'),
  never('executes', 'takes commands from a terminal', 'tui', 'none'),
  never('executes', 'starts a program', 'args', 'none'),
  never('executes', 'starts a program', 'no-escape-args', 'none'),
  never('writes', 'opens files for writing', 'write', 'none'),
  never('loads', 'reads its own scripts from another directory', 'data-directory|D'),
  never('namesPath', 'reads a program', 'se'),
  never('namesPath', 'reads symbols', 'symbols|s'),
  never('namesPath', 'reads a program', 'exec|e'),
  never('namesPath', 'reads a core file', 'core|c'),
  never('namesPath', 'looks for sources', 'directory|d'),
  never('namesPath', 'changes the directory', 'cd'),
  never('namesPath', 'opens a terminal', 'tty'),
  never('namesPath', 'reads debug information', 'pdb-path'),
];

/** gdb on a running process: without -nx it runs start-up files, without -batch it takes commands from its input. */
export function judgeGdb(argv: readonly string[], context: Context): Judgement {
  const readings = readGetoptLong(argv, gdbOptions, { longOnly: true });
  const [operand] = operandsOf(readings);
  const isBatch = lastOf(readings, 'batch') ?? lastOf(readings, 'batch-silent');
  return firstHarm([
    judgeOptions(readings, context),
    operand === undefined ? harmless : harmful('namesPath', `gdb opens ${quote(operand.text)}`),
    lastOf(readings, 'nx') === undefined
      ? harmful('executes', 'without -nx gdb runs its start-up files')
      : harmless,
    isBatch === undefined
      ? harmful('executes', 'without -batch gdb takes commands from its input')
      : harmless,
  ]);
}
