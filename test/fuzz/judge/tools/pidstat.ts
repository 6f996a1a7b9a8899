import { type Context, firstHarm, harmful, type Judgement } from '../judgement.ts';
import { judgeSysstat, places, plainWord, type SysstatGrammar, type WordOption } from '../sysstat.ts';
import { type Check, matching, oneOf, pids, slotOf, valueLike, word } from '../values.ts';

/** Process ids of targets, pidstat itself, or all processes, which is also what it shows without the option. */
const shown: Check = (value, context) => {
  if (value === undefined || slotOf(value) !== undefined) return pids(value, context);
  const parts = value.text.split(',').filter((part) => part !== 'ALL' && part !== 'SELF');
  return firstHarm(parts.map((part) => pids({ text: part, isWhole: false }, context)));
};

/** A regular expression on names of programs; braces are left out, as they can make one that takes all memory. */
const pattern: Check = matching(/^[A-Za-z0-9_.:^$|*?+()[\] -]{1,64}$/, 'a pattern');

/**
 * pidstat. A user's name is only compared with those of processes.
 *
 * Source: pidstat(1) of sysstat 12.6.1 (Debian); main in pidstat.c of 12.6.1 and 12.7.9.
 */
const grammar: SysstatGrammar = {
  words: new Map<string, WordOption>([
    ['-e', { takes: 'rest', check: () => harmful('executes', 'pidstat runs a program') }],
    ['-p', { takes: 'next', check: shown }],
    ['-C', { takes: 'next', check: pattern }],
    ['-G', { takes: 'next', check: pattern }],
    ['-T', { takes: 'next', check: oneOf('TASK', 'CHILD', 'ALL') }],
    ['-U', { takes: 'optional', check: word }],
    ['-o', { takes: 'next', check: oneOf('JSON') }],
    ['--human', plainWord],
  ]),
  prefixes: new Map([['--dec=', places]]),
  letters: 'dHhIlRrstUuVvw',
  operand: valueLike('a number', () => false),
};

export function judgePidstat(argv: readonly string[], context: Context): Judgement {
  return judgeSysstat(argv, grammar, context);
}
