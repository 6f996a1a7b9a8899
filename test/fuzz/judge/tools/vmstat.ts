import { readGetoptLong } from '../getopt-long.ts';
import { type Context, firstHarm, harmless, type Judgement } from '../judgement.ts';
import { flags, judgeOptions, type Option, operandsOf, taking } from '../option.ts';
import { matching, positive, unfit, word } from '../values.ts';

/**
 * Options of vmstat.
 *
 * Source: vmstat(8) of procps-ng 4.0.2 (Debian); main in src/vmstat.c of 4.0.6.
 */
export const vmstatOptions: readonly Option[] = [
  ...flags('a|active', 'f|forks', 'm|slabs', 'n|one-header', 's|stats', 'd|disk', 'D|disk-sum', 'w|wide'),
  ...flags('t|timestamp', 'h|help', 'V|version', 'y|no-first'),
  taking(word, 'p|partition'),
  taking(matching(/^[bBkKmM]$/, 'a unit'), 'S|unit'),
];

/** vmstat: delay and count. No count means until stopped, which a stop signal does. */
export function judgeVmstat(argv: readonly string[], context: Context): Judgement {
  const readings = readGetoptLong(argv, vmstatOptions);
  const [delay, times, more] = operandsOf(readings);
  return firstHarm([
    judgeOptions(readings, context),
    positive(delay, context),
    positive(times, context),
    more === undefined ? harmless : unfit(more, 'nothing more'),
  ]);
}
