import { readGetoptLong } from '../getopt-long.ts';
import { type Context, firstHarm, harmful, harmless, type Judgement, quote } from '../judgement.ts';
import {
  flags,
  judgeOptions,
  lastOf,
  mayTake,
  never,
  type Option,
  operandsOf,
  type Reading,
  taking,
} from '../option.ts';
import {
  type Check,
  count,
  matching,
  oneOf,
  outputFile,
  pids,
  positive,
  unfit,
  word,
  words,
} from '../values.ts';
import { expression, nameSet } from './strace-qualifiers.ts';

/** A file; a value that begins with `|` or `!` is a command. */
const output: Check = (value, context) =>
  value !== undefined && /^[|!]/.test(value.text)
    ? harmful('executes', `the trace is piped to ${quote(value.text)}`)
    : outputFile(value, context);

/** Process ids between commas, spaces, tabs and newlines. */
const attached: Check = (value, context) => {
  if (value === undefined || value.text.startsWith('{')) return pids(value, context);
  const parts = value.text.split(/[\n\t ,]+/).filter((part) => part !== '');
  return parts.length === 0
    ? unfit(value, 'process ids')
    : pids({ ...value, text: parts.join(',') }, context);
};

/** When signals end strace: 3 and 4 block those that stop it. */
const interruptible: Check = (value) => {
  if (value === undefined || ['1', '2', 'anywhere', 'waiting'].includes(value.text)) return harmless;
  return ['3', '4', 'never', 'never_tstp'].includes(value.text)
    ? harmful('unbounded', 'signals that would stop strace are blocked')
    : unfit(value, 'when signals end strace');
};

const precision: Check = oneOf('s', 'ms', 'us', 'ns');
const timestamps: Check = matching(/^[a-z:,]+$/, 'a form of time');
const overhead: Check = matching(/^[0-9]+(?:\.[0-9]+)?(?:s|ms|us|ns)?$/, 'a length of time');

/**
 * Options of strace.
 *
 * Source: strace(1) 6.1 (Debian), optstring and longopts in src/strace.c of strace 6.1 and 7.2.
 */
export const straceOptions: readonly Option[] = [
  ...flags(
    'A|output-append-mode',
    'c|summary-only',
    'C|summary',
    'd|debug',
    'f',
    'follow-forks',
    'F',
    'h|help',
  ),
  ...flags('output-separately', 'i|instruction-pointer', 'k', 'n|syscall-number', 'N|arg-names', 'q', 't'),
  ...flags('v|no-abbrev', 'V|version', 'w|summary-wall-clock', 'x', 'y', 'Y', 'pidns-translation'),
  ...flags('z|successful-only', 'Z|failed-only|failing-only', 'seccomp-bpf', 'always-show-pid'),
  { names: ['r'], arity: 'none', check: () => harmless },
  { names: ['T'], arity: 'none', check: () => harmless },
  mayTake(precision, 'relative-timestamps'),
  mayTake(precision, 'syscall-times'),
  mayTake(timestamps, 'absolute-timestamps|timestamps'),
  taking(count, 'a|columns'),
  taking(oneOf('execve'), 'b|detach-on'),
  taking(expression, 'e'),
  taking(interruptible, 'I|interruptible'),
  mayTake(oneOf('symbol', 'source'), 'stack-trace|stack-traces'),
  taking(positive, 'stack-trace-frame-limit'),
  taking(positive, 'syscall-limit'),
  taking(output, 'o|output'),
  taking(overhead, 'O|summary-syscall-overhead'),
  taking(attached, 'p|attach'),
  taking(count, 's|string-limit'),
  taking(word, 'S|summary-sort-by'),
  taking(words, 'U|summary-columns'),
  taking(oneOf('raw', 'abbrev', 'verbose'), 'X|const-print-style'),
  mayTake(oneOf('none', 'non-ascii-chars', 'non-ascii', 'all'), 'strings-in-hex'),
  mayTake(words, 'tips'),
  taking(word, 'color'),
  ...['trace', 'trace-fds', 'abbrev', 'verbose', 'raw', 'signals', 'status', 'read', 'write'].map((name) =>
    taking(nameSet, name),
  ),
  taking(oneOf('vcpu', 'vcpu+'), 'kvm'),
  taking(nameSet, 'decode-pids'),
  mayTake(oneOf('new'), 'namespace'),
  mayTake(nameSet, 'quiet|silent|silence'),
  mayTake(nameSet, 'decode-fds'),
  mayTake(nameSet, 'secontext'),
  never('writes', 'fails system calls of the target', 'fault'),
  never('writes', 'changes system calls of the target', 'inject'),
  never('writes', 'kills the target when strace ends', 'kill-on-exit', 'none'),
  never('unbounded', 'leaves the process group or the session', 'D', 'none'),
  never(
    'unbounded',
    'leaves the process group or the session',
    'daemonize|daemonised|daemonized',
    'optional',
  ),
  never('executes', 'sets the environment of a command', 'E|env'),
  never('executes', 'names a command', 'argv0'),
  never('namesPath', 'looks up a path', 'P|trace-path'),
  never('changesUser', 'runs a command as another user', 'u|user'),
];

/** strace of running processes: an operand would be a program to start, with -p as well as without. */
export function judgeStrace(argv: readonly string[], context: Context): Judgement {
  const readings = readGetoptLong(argv, straceOptions, { stopAtOperand: true });
  const [operand] = operandsOf(readings);
  return firstHarm([
    judgeOptions(readings, context),
    operand === undefined ? harmless : harmful('executes', `strace starts ${quote(operand.text)}`),
    judgeSeparation(readings),
    lastOf(readings, 'attach') === undefined ? harmful('unreadable', 'strace wants -p') : harmless,
  ]);
}

/** With -ff or --output-separately each process has a file of its own beside that of -o. */
function judgeSeparation(readings: readonly Reading[]): Judgement {
  const follows = readings.filter(
    (reading) => reading.kind === 'option' && reading.option.names.includes('f'),
  );
  const isSeparate = follows.length > 1 || lastOf(readings, 'output-separately') !== undefined;
  return isSeparate && lastOf(readings, 'output') !== undefined
    ? harmful('writes', 'outputs have other names, one for each process')
    : harmless;
}
