import { type Context, firstHarm, harmful, harmless, type Judgement, quote } from '../judgement.ts';
import { flags, judgeOptions, lastOf, never, type Option } from '../option.ts';
import { readPerfOptions } from '../perf-options.ts';
import { oneOf, seconds, type Value } from '../values.ts';
import { recordOptions } from './perf-record.ts';
import { judgeRepeat, statOptions } from './perf-stat.ts';
import { traceOptions } from './perf-trace.ts';

/**
 * perf: options of its own, a subcommand, that one's options, a command to run. Any other subcommand runs something:
 * an unknown one the program perf-NAME.
 *
 * Source: perf(1) of linux-perf 6.1.192 (Debian); handle_options and run_argv in tools/perf/perf.c of Linux 6.1.
 */
export function judgePerf(argv: readonly string[], context: Context): Judgement {
  const [first, ...rest] = argv;
  if (first === undefined) return harmless;
  if (rest[0] === '--help') return harmful('executes', 'perf opens a manual viewer');
  switch (first) {
    case '--no-pager':
      return judgePerf(rest, context);
    case '--debug':
      return judgeDebug(rest, context);
    case 'record':
      return judgeRecord(rest, context);
    case 'stat':
      return judgeStat(rest, context);
    case 'trace':
      return judgeTrace(rest, context);
    case 'sched':
      return judgeSched(rest, context);
    default:
      return harmful('executes', `perf ${quote(first)} is no way to record`);
  }
}

const debugged = oneOf('stderr', 'perf-event-open', 'kmaps', 'unwind', 'ordered-events');

function judgeDebug([variable, ...rest]: readonly string[], context: Context): Judgement {
  if (variable === undefined) return harmful('unreadable', '--debug lacks its value');
  return firstHarm([debugged({ text: variable, isWhole: true }, context), judgePerf(rest, context)]);
}

function judgeRecord(argv: readonly string[], context: Context): Judgement {
  const { options, command } = readPerfOptions(argv, recordOptions);
  const output = lastOf(options, 'output');
  return firstHarm([
    judgeOptions(options, context),
    output === undefined || output.isNegated === true
      ? harmful('writes', 'without -o the output is perf.data in the current directory')
      : harmless,
    judgeCommand(command, context),
  ]);
}

function judgeStat(argv: readonly string[], context: Context): Judgement {
  const { options, command } = readPerfOptions(argv, statOptions);
  return firstHarm([
    judgeOptions(options, context),
    judgeCommand(command, context),
    judgeRepeat(options, command, context.maxSeconds),
  ]);
}

function judgeTrace(argv: readonly string[], context: Context): Judgement {
  const { options, command } = readPerfOptions(argv, traceOptions);
  return firstHarm([judgeOptions(options, context), judgeCommand(command, context)]);
}

/** Source: perf-sched(1) of linux-perf 6.1.192 (Debian); cmd_sched in tools/perf/builtin-sched.c of Linux 6.1. */
const schedOptions: readonly Option[] = [
  ...flags('v|verbose', 'D|dump-raw-trace', 'f|force'),
  never('namesPath', 'reads a recording', 'i|input'),
];

/** perf sched record, which may be abbreviated to three letters, is perf record with options put before its own. */
function judgeSched(argv: readonly string[], context: Context): Judgement {
  const { options, command } = readPerfOptions(argv, schedOptions);
  const [subcommand, ...rest] = command.map(({ text }) => text);
  const isRecord = subcommand !== undefined && subcommand.length > 2 && 'record'.startsWith(subcommand);
  return firstHarm([
    judgeOptions(options, context),
    isRecord ? judgeRecord(rest, context) : harmful('executes', 'perf sched is more than a recording here'),
  ]);
}

/** The one command that perf may run: /bin/sleep for as long as the run may last. */
function judgeCommand(command: readonly Value[], context: Context): Judgement {
  const [program, length, more] = command;
  if (program === undefined) return harmless;
  if (program.text !== '/bin/sleep') return harmful('executes', `perf runs ${quote(program.text)}`);
  if (length === undefined || more !== undefined) return harmful('unreadable', 'sleep takes one operand');
  return seconds(length, context);
}
