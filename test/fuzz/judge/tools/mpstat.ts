import type { Context, Judgement } from '../judgement.ts';
import { cpus, judgeSysstat, places, type SysstatGrammar, type WordOption } from '../sysstat.ts';
import { oneOf, someOf, valueLike } from '../values.ts';

/**
 * mpstat.
 *
 * Source: mpstat(1) of sysstat 12.6.1 (Debian); main in mpstat.c of 12.6.1 and 12.7.9.
 */
const grammar: SysstatGrammar = {
  words: new Map<string, WordOption>([
    ['-I', { takes: 'next', check: someOf('SUM', 'CPU', 'SCPU', 'ALL') }],
    ['-o', { takes: 'next', check: oneOf('JSON') }],
    ['-N', { takes: 'next', check: cpus }],
    ['-P', { takes: 'next', check: cpus }],
  ]),
  prefixes: new Map([['--dec=', places]]),
  letters: 'AHnTUuV',
  operand: valueLike('a number', () => false),
};

export function judgeMpstat(argv: readonly string[], context: Context): Judgement {
  return judgeSysstat(argv, grammar, context);
}
