import { readClap } from '../clap.ts';
import { type Context, firstHarm, harmful, harmless, type Judgement, quote } from '../judgement.ts';
import { flags, judgeOptions, lastOf, never, type Option, operandsOf, taking } from '../option.ts';
import { type Check, outputFile, pid, positive, seconds, unfit } from '../values.ts';

/** `unlimited` is what holds without the option: a stop signal ends the recording. */
const duration: Check = (value, context) =>
  value?.text === 'unlimited' ? harmless : seconds(value, context);

const format: Check = (value) => {
  const known = ['flamegraph', 'raw', 'speedscope', 'chrometrace'];
  return value === undefined || known.includes(value.text.toLowerCase())
    ? harmless
    : unfit(value, 'a format');
};

/** Source: src/config.rs of py-spy 0.4.2; `py-spy record --help` and `py-spy dump --help` of the same. */
const common: readonly Option[] = [
  ...flags('h|help', 'V|version', 'full-filenames', 'n|native', 'nonblocking'),
  taking(pid, 'p|pid'),
  never('reachesOut', 'reads processes that are no targets', 's|subprocesses', 'none'),
];

const recordOptions: readonly Option[] = [
  ...common,
  ...flags('F|function', 'nolineno', 't|threads', 'g|gil', 'i|idle', 'capture', 'hideprogress'),
  taking(outputFile, 'o|output'),
  taking(format, 'f|format'),
  taking(duration, 'd|duration'),
  taking(positive, 'r|rate'),
];

const dumpOptions: readonly Option[] = [
  ...common,
  ...flags('j|json', 'l|locals'),
  never('namesPath', 'reads a core file', 'c|core'),
];

const subcommands = ['record', 'top', 'dump', 'completions', 'help'];

/**
 * py-spy record and dump of a running process. The subcommand may be abbreviated where one is meant; an operand is a
 * program that py-spy starts.
 */
export function judgePySpy([name = '', ...argv]: readonly string[], context: Context): Judgement {
  const meant = subcommands.includes(name)
    ? [name]
    : subcommands.filter((each) => name !== '' && each.startsWith(name));
  const [subcommand] = meant;
  if (meant.length !== 1 || (subcommand !== 'record' && subcommand !== 'dump')) {
    return harmful('executes', `py-spy ${quote(name)} is neither record nor dump`);
  }
  const readings = readClap(argv, subcommand === 'record' ? recordOptions : dumpOptions, new Set(['locals']));
  const [operand] = operandsOf(readings);
  return firstHarm([
    judgeOptions(readings, context),
    operand === undefined ? harmless : harmful('executes', `py-spy starts ${quote(operand.text)}`),
    lastOf(readings, 'pid') === undefined ? harmful('unreadable', 'py-spy wants --pid') : harmless,
    subcommand === 'record' && lastOf(readings, 'output') === undefined
      ? harmful('writes', 'without -o the output lies in the current directory under a name of its own')
      : harmless,
  ]);
}
