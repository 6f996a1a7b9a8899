import type { RefusalRule } from '../../shared/arguments/refusal.ts';

/** A line under options that a config has locked. The place is one of the person's own arguments, else 0. */
export interface LockedLine {
  readonly tool: string;
  readonly locked: readonly unknown[];
  readonly args: readonly string[];
}

export const benignLockedLines: readonly (LockedLine & { readonly executed: readonly string[] })[] = [
  {
    tool: 'perf',
    locked: ['-F', '49'],
    args: ['record', '-ag'],
    executed: ['record', '-F', '49', '-a', '-g', '--sample-cpu', '-o', '{out:profile}'],
  },
  {
    tool: 'perf',
    locked: ['--freq=49', '-i', '--call-graph', 'fp'],
    args: ['record', '-p', '1234', 'sleep', '5'],
    executed: 'record -F 49 -p 1234 --call-graph fp -i --sample-cpu -o {out:profile} -- /bin/sleep 5'.split(
      ' ',
    ),
  },
  {
    tool: 'tcpdump',
    locked: ['-i', 'eth0', '-s96'],
    args: ['-c', '10', 'udp'],
    executed: [
      '-i',
      'eth0',
      '-c',
      '10',
      '-s',
      '96',
      '-n',
      '-U',
      '-Z',
      'root',
      '-w',
      '{out:packets}',
      '--',
      'udp',
    ],
  },
  {
    tool: 'strace',
    locked: ['-e', 'trace=%network', '-s', '0'],
    args: ['-f', '-p', '1234'],
    executed: ['-p', '1234', '-f', '-e', 'trace=%network', '-s', '0', '-o', '{out:trace}'],
  },
  {
    tool: 'aperf',
    locked: ['-i', '5'],
    args: ['record', '--period', '60'],
    executed: ['record', '-r', 'aperf', '-i', '5', '-p', '60', '-t', '.'],
  },
  { tool: 'ss', locked: ['-n'], args: ['-t', 'state', 'big'], executed: ['-t', '-n', 'state', 'big'] },
];

type HostileRow = readonly [
  tool: string,
  locked: readonly unknown[],
  args: string,
  rule: RefusalRule,
  position: number,
];

const rows: readonly HostileRow[] = [
  // A person sets what is locked, in any spelling.
  ['perf', ['-F', '49'], 'record -a -F 99', 'locked', 3],
  ['perf', ['-F', '49'], 'record -a -F 49', 'locked', 3],
  ['perf', ['-F', '49'], 'record -a -F99', 'locked', 3],
  ['perf', ['--freq=49'], 'record --freq 99 -a', 'locked', 2],
  ['perf', ['-e', 'cs'], 'record -a -e cycles', 'locked', 3],
  ['perf', ['-e', 'cs', '-e', 'faults'], 'record -a -e cycles', 'locked', 3],
  ['perf', ['-g'], 'record -ag', 'locked', 2],
  ['perf', ['--all-user'], 'record -a --all-user', 'locked', 3],
  ['perf', ['-a'], 'record --all-cpus', 'locked', 2],
  ['tcpdump', ['-i', 'eth0'], '-i any', 'locked', 1],
  ['tcpdump', ['-i', 'eth0'], '-n --interface=any', 'locked', 2],
  ['tcpdump', ['-s', '96'], '-i eth0 -s0', 'locked', 3],
  ['tcpdump', ['-n'], '-i eth0 -nn', 'locked', 3],
  ['strace', ['-s', '0'], '-p 1234 --string-limit=256', 'locked', 3],
  ['strace', ['-p', '1234'], '-p 5678', 'locked', 1],
  ['aperf', ['-p', '10'], 'record --period 600', 'locked', 2],
  ['py-spy', ['--rate', '10'], 'record -p 1234 -r 999', 'locked', 4],
  ['asprof', ['-d', '10'], '-d 600 1234', 'locked', 1],
  ['sar', ['-n', 'DEV'], '-n ALL', 'locked', 1],
  ['ss', ['-t'], '-ut', 'locked', 1],
  ['vmstat', ['-S', 'k'], '-SM', 'locked', 1],
  // A person contradicts what is locked.
  ['perf', ['-a'], 'record -p 1234', 'conflict', 2],
  ['perf', ['-p', '1234'], 'record -a', 'conflict', 2],
  ['perf', ['-p', '1234'], 'record -C 0', 'conflict', 2],
  ['perf', ['--all-kernel'], 'record -a --all-user', 'conflict', 3],
  ['perf', ['-A'], 'stat -a --per-core', 'conflict', 3],
  ['perf', ['-s'], 'trace -a -S', 'conflict', 3],
  ['ss', ['-4'], '-6', 'conflict', 1],
  ['ss', ['-l'], '-ta', 'conflict', 1],
  ['iostat', ['-k'], '-m', 'conflict', 1],
  ['ethtool', ['-i', 'eth0'], '-S eth0', 'conflict', 1],
  // What is locked is outside the baseline.
  ['perf', ['-o', '/x'], 'record -a', 'option', 0],
  ['perf', ['-o/x'], 'record -a', 'option', 0],
  ['perf', ['--exec-path=/x'], 'record -a', 'option', 0],
  ['perf', ['-ao', '/x'], 'record -g', 'option', 0],
  ['perf', ['--pre', 'id'], 'stat -a', 'option', 0],
  ['perf', ['--fre', '49'], 'record -a', 'option', 0],
  ['perf', ['-F', '5000'], 'record -a', 'value', 0],
  ['perf', ['-F', '0x10'], 'record -a', 'value', 0],
  ['perf', ['-F'], 'record -a', 'value', 0],
  ['perf', ['-p', '1'], 'record -g', 'value', 0],
  ['perf', ['-aF', '99'], 'record -g', 'cluster', 0],
  ['perf', ['-a', '-a'], 'record -g', 'repeat', 0],
  ['perf', ['record'], 'record -a', 'operand', 0],
  ['perf', ['sleep', '5'], 'record -a', 'operand', 0],
  ['perf', ['--', 'sleep', '5'], 'record -a', 'operand', 0],
  ['perf', ['--'], 'record -a', 'operand', 0],
  ['perf', ['-'], 'record -a', 'operand', 0],
  ['tcpdump', ['-w', '/x'], '-i eth0', 'option', 0],
  ['tcpdump', ['-z', 'id'], '-i eth0', 'option', 0],
  ['tcpdump', ['-i', 'eth0', 'udp'], 'tcp', 'operand', 0],
  ['strace', ['-o', '|id'], '-p 1234', 'option', 0],
  ['strace', ['-e', 'inject=all:error=EPERM'], '-p 1234', 'value', 0],
  ['gdb', ['-ex', 'shell id'], '-p 1234', 'option', 0],
  ['bpftrace', ['--unsafe'], 'biolatency', 'option', 0],
  ['bpftrace', ['runqlat'], 'biolatency', 'operand', 0],
  ['jcmd', ['1234'], 'Thread.print', 'operand', 0],
  ['asprof', ['-f', '/x'], '1234', 'option', 0],
  ['py-spy', ['--subprocesses'], 'record -p 1234', 'option', 0],
  ['aperf', ['--profile-java'], 'record', 'option', 0],
  ['ss', ['-K'], '-t', 'option', 0],
  ['sar', ['-o', '/x'], '-u', 'option', 0],
  ['node-snapshot', ['-a'], '', 'option', 0],
  // What is locked is no list of arguments.
  ['perf', [''], 'record -a', 'shape', 0],
  ['perf', [49], 'record -a', 'shape', 0],
  ['perf', ['-F', 49], 'record -a', 'shape', 0],
  ['perf', [null], 'record -a', 'shape', 0],
  ['perf', [['-o', '/x']], 'record -a', 'shape', 0],
  ['perf', ['-g\u0000'], 'record -a', 'shape', 0],
  ['perf', ['\u2010g'], 'record -a', 'shape', 0],
  ['perf', Array.from({ length: 65 }, () => '-g'), 'record -a', 'shape', 0],
];

export const hostileLockedLines: readonly (LockedLine & {
  readonly rule: RefusalRule;
  readonly position: number;
})[] = rows.map(([tool, locked, args, rule, position]) => ({
  tool,
  locked,
  args: args === '' ? [] : args.split(' '),
  rule,
  position,
}));
