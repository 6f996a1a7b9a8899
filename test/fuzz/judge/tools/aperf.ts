import { readClap } from '../clap.ts';
import { type Context, firstHarm, harmful, harmless, type Judgement, quote } from '../judgement.ts';
import { flags, judgeOptions, lastOf, never, type Option, operandsOf, taking } from '../option.ts';
import { type Check, outputFile, positive, seconds, unfit } from '../values.ts';

const collected: Check = (value) =>
  value === undefined || /^[a-z_]+(?:,[a-z_]+)*$/.test(value.text)
    ? harmless
    : unfit(value, 'names of what to collect');

/**
 * Options of aperf record, with those that aperf takes before and after its subcommand.
 *
 * Source: struct Record in src/record.rs and struct Cli in src/bin/aperf.rs of aperf 1.3.0; `aperf record --help`.
 */
const recordOptions: readonly Option[] = [
  ...flags('h|help', 'V|version', 'v|verbose', 'profile', 'save-profile-events', 'ungroup-pmu-events'),
  taking(outputFile, 'r|run-name'),
  taking(positive, 'i|interval'),
  taking(seconds, 'p|period'),
  taking(outputFile, 't|tmp-dir'),
  taking(positive, 'F|perf-frequency'),
  taking(collected, 'dont-collect'),
  taking(collected, 'collect-only'),
  never('executes', 'looks for Java processes with jps and pgrep', 'profile-java', 'optional'),
  never('namesPath', 'reads a list of counters', 'pmu-config'),
  taking(positive, 'hotline-frequency'),
  taking(positive, 'num-to-report'),
];

const global: readonly Option[] = recordOptions.filter(({ names }) =>
  ['help', 'version', 'verbose', 'tmp-dir'].some((name) => names.includes(name)),
);

/**
 * aperf record: the run and its archive lie at -r. Names of what to collect may go on as separate words, up to the
 * next option.
 */
export function judgeAperf(argv: readonly string[], context: Context): Judgement {
  const at = argv.indexOf('record');
  const before = readClap(argv.slice(0, Math.max(at, 0)), global, counted);
  if (at === -1 || operandsOf(before).length > 0 || argv.slice(0, at).includes('--')) {
    return harmful('executes', `aperf ${quote(argv[0] ?? '')} is no recording`);
  }
  const readings = readClap(joinNames(argv.slice(at + 1)), recordOptions, counted);
  const [operand] = operandsOf(readings);
  return firstHarm([
    judgeOptions(before, context),
    judgeOptions(readings, context),
    operand === undefined ? harmless : unfit(operand, 'no operand'),
    lastOf(readings, 'run-name') === undefined
      ? harmful('writes', 'without -r the run lies in the current directory under a name of its own')
      : harmless,
  ]);
}

const counted: ReadonlySet<string> = new Set(['verbose']);

/** The names after --collect-only and --dont-collect as one value, as clap gathers them. */
function joinNames(argv: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let isGathering = false;
  for (const token of argv) {
    if (isGathering && !token.startsWith('-')) {
      const previous = joined.pop() ?? '';
      joined.push(
        previous.startsWith('--') && !previous.includes('=')
          ? `${previous}=${token}`
          : `${previous},${token}`,
      );
      continue;
    }
    isGathering = /^--(?:collect-only|dont-collect)(?:=|$)/.test(token);
    joined.push(token);
  }
  return joined;
}
