import type { Context, Judgement } from '../judgement.ts';
import { harmful } from '../judgement.ts';
import {
  deviceNames,
  judgeSysstat,
  places,
  plainWord,
  type SysstatGrammar,
  type WordOption,
} from '../sysstat.ts';
import { matching, oneOf, word } from '../values.ts';

const otherDirectory: WordOption = {
  takes: 'next',
  check: () => harmful('namesPath', 'iostat reads another directory of devices'),
};

/**
 * iostat.
 *
 * Source: iostat(1) of sysstat 12.6.1 (Debian); main in iostat.c of 12.6.1 and 12.7.9.
 */
const grammar: SysstatGrammar = {
  words: new Map<string, WordOption>([
    ['-p', { takes: 'optional', check: deviceNames }],
    ['-g', { takes: 'next', check: word }],
    ['-f', otherDirectory],
    ['+f', otherDirectory],
    ['-j', { takes: 'next', check: matching(/^[A-Za-z]{1,16}$/, 'a kind of name') }],
    ['-o', { takes: 'next', check: oneOf('JSON') }],
    ['--human', plainWord],
    ['--pretty', plainWord],
    ['--compact', plainWord],
  ]),
  prefixes: new Map([['--dec=', places]]),
  letters: 'cdHhkmNpstTUxyzV',
  operand: deviceNames,
};

export function judgeIostat(argv: readonly string[], context: Context): Judgement {
  return judgeSysstat(argv, grammar, context);
}
