import { type Context, harmful, harmless, type Judgement } from '../judgement.ts';
import {
  cpus,
  deviceNames,
  judgeSysstat,
  places,
  plainWord,
  type SysstatGrammar,
  type WordOption,
} from '../sysstat.ts';
import { type Check, matching, outputFile, positive, someOf, valueLike } from '../values.ts';

/** A file of the run; without a name sar writes the machine's own record of the day. */
const written: Check = (value, context) =>
  value === undefined ? harmful('writes', 'sar writes the record of the day') : outputFile(value, context);

/** Without a name sar reads the machine's own record of the day. */
const read: Check = (value) => (value === undefined ? harmless : harmful('namesPath', 'sar reads a file'));

const time: Check = matching(/^[0-9]{1,10}(?::[0-9]{2}(?::[0-9]{2})?)?$/, 'a time');

/** Words that sar takes after -q only where they are these. */
const queues: Check = someOf('LOAD', 'CPU', 'IO', 'MEM', 'PSI', 'ALL');

const networks: Check = someOf(
  ...'DEV EDEV FC NFS NFSD SOCK IP EIP ICMP EICMP TCP ETCP UDP SOCK6 IP6 EIP6 ICMP6 EICMP6 UDP6 SOFT ALL'.split(
    ' ',
  ),
);

/**
 * sar. What it collects it gets from its own collector, sadc, which it starts.
 *
 * Source: sar(1) of sysstat 12.6.1 (Debian); main in sar.c and parse_sar_opt in sa_common.c of 12.6.1 and 12.7.9.
 */
const grammar: SysstatGrammar = {
  words: new Map<string, WordOption>([
    ['--sadc', plainWord],
    ['--help', plainWord],
    ['--human', plainWord],
    ['--pretty', plainWord],
    ['-D', plainWord],
    ['-V', plainWord],
    ['-P', { takes: 'next', check: cpus }],
    ['-o', { takes: 'optional', check: written }],
    ['-f', { takes: 'optional', check: read }],
    ['-s', { takes: 'optional', check: time }],
    ['-e', { takes: 'optional', check: time }],
    ['-i', { takes: 'next', check: positive }],
    ['-m', { takes: 'next', check: someOf('CPU', 'FAN', 'IN', 'TEMP', 'FREQ', 'USB', 'BAT', 'ALL') }],
    ['-n', { takes: 'next', check: networks }],
    ['-q', { takes: 'optional', check: queues }],
    ['-j', { takes: 'next', check: matching(/^[A-Za-z]{1,16}$/, 'a kind of name') }],
  ]),
  prefixes: new Map([
    ['--dec=', places],
    ['--dev=', deviceNames],
    ['--fs=', deviceNames],
    ['--iface=', deviceNames],
    ['--int=', deviceNames],
  ]),
  letters: 'ABbCdFHhIpqrStuvwWxyz',
  day: /^-[0-9]{1,2}$/,
  followers: new Map([
    ['F', ['MOUNT']],
    ['I', ['ALL', 'SUM']],
    ['r', ['ALL']],
    ['u', ['ALL']],
  ]),
  operand: valueLike('a number', () => false),
};

export function judgeSar(argv: readonly string[], context: Context): Judgement {
  return judgeSysstat(argv, grammar, context);
}
