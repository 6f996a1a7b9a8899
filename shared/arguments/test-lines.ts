import type { ArgumentRequest } from './check-arguments.ts';
import type { RefusalRule } from './refusal.ts';

/** Lines that the tests of this folder share. Targets are pids 1234 and 5678; the duration is 600 s. */
export function makeRequest(
  tool: unknown,
  args: unknown,
  lockedArgs: readonly unknown[] = [],
): ArgumentRequest {
  return {
    tool,
    lockedArgs,
    args,
    durationMs: 600_000,
    scope: 'node',
    targetPids: new Set([1234, 5678]),
    netDevices: new Set(['eth0', 'any']),
  };
}

/** `options`: what the line becomes between the subcommand and what is injected. */
export interface BenignLine {
  readonly args: string;
  readonly options: string;
  readonly sleepSeconds?: number;
}

/** Arguments of `perf record` that are allowed. */
export const benignLines: readonly BenignLine[] = [
  { args: '-F 99 -a -g', options: '-F 99 -a -g' },
  { args: '-a -g', options: '-F 99 -a -g' },
  { args: '-g -a -F 99', options: '-F 99 -a -g' },
  { args: '-F 99 -a -g -- sleep 30', options: '-F 99 -a -g', sleepSeconds: 30 },
  { args: '-F 99 -a -g sleep 30', options: '-F 99 -a -g', sleepSeconds: 30 },
  { args: '-F 99 -a -- sleep 600', options: '-F 99 -a', sleepSeconds: 600 },
  { args: '-F 99 -ag', options: '-F 99 -a -g' },
  { args: '-F99 -ag', options: '-F 99 -a -g' },
  { args: '-F1 -a', options: '-F 1 -a' },
  { args: '-F 999 -a', options: '-F 999 -a' },
  { args: '--freq=99 --all-cpus -g', options: '-F 99 -a -g' },
  { args: '--freq 49 --all-cpus', options: '-F 49 -a' },
  { args: '-p 1234', options: '-F 99 -p 1234' },
  { args: '-p1234,5678 -g', options: '-F 99 -p 1234,5678 -g' },
  { args: '--pid=5678,1234', options: '-F 99 -p 5678,1234' },
  { args: '-C 0-3,5 -g', options: '-F 99 -C 0-3,5 -g' },
  { args: '-a -C0', options: '-F 99 -a -C 0' },
  { args: '-a --call-graph fp', options: '-F 99 -a --call-graph fp' },
  { args: '-a --call-graph=lbr', options: '-F 99 -a --call-graph lbr' },
  { args: '-a --call-graph dwarf', options: '-F 99 -a --call-graph dwarf,8192' },
  { args: '-p 1234 --call-graph dwarf,16384 -g', options: '-F 99 -p 1234 -g --call-graph dwarf,16384' },
  { args: '-e cycles:u -F 199 -p 1234', options: '-F 199 -e cycles:u -p 1234' },
  { args: '-e cycles:ukpp -a', options: '-F 99 -e cycles:ukpp -a' },
  { args: '-e cs,faults -a', options: '-F 99 -e context-switches,page-faults -a' },
  { args: '-a -e cpu-clock -e page-faults', options: '-F 99 -e cpu-clock -e page-faults -a' },
  { args: '-e block:block_rq_issue -a', options: '-e block:block_rq_issue -a' },
  { args: '-e block:block_rq_issue -F 9 -a', options: '-F 9 -e block:block_rq_issue -a' },
  { args: '-e sched:sched_switch,cpu-clock -a', options: '-F 99 -e sched:sched_switch,cpu-clock -a' },
  { args: '-a --all-user -i --switch-events', options: '-F 99 -a --all-user -i --switch-events' },
];

/** Arguments of `perf record` that are allowed under pods. */
export const podLines: readonly BenignLine[] = [
  { args: '-g', options: '-F 99 -p {pids} -g' },
  { args: '-F49 -g', options: '-F 49 -p {pids} -g' },
  { args: '--freq=49 --call-graph dwarf', options: '-F 49 -p {pids} --call-graph dwarf,8192' },
  { args: '-i -g -- sleep 30', options: '-F 99 -p {pids} -g -i', sleepSeconds: 30 },
  { args: '-e cs,cpu-clock -g', options: '-F 99 -e context-switches,cpu-clock -p {pids} -g' },
  { args: '-e sched:sched_switch', options: '-e sched:sched_switch -p {pids}' },
  { args: '--all-user -gd', options: '-F 99 -p {pids} -g --all-user -d' },
];

/** Arguments of `perf record` that are refused, each with the rule and the place (from 1, `record` being the first). */
export const hostileLines: readonly (readonly [args: string, rule: RefusalRule, position: number])[] = [
  // files, executables, descriptors
  ['-a -o /etc/cron.d/x', 'option', 3],
  ['-a -o/etc/x', 'option', 3],
  ['-a --output=/etc/x', 'option', 3],
  ['-ago/etc/x', 'option', 2],
  ['-a --kcore', 'option', 3],
  ['-a --vmlinux /x', 'option', 3],
  ['-a --clang-path /tmp/e', 'option', 3],
  ['-a --control fifo:/tmp/c', 'option', 3],
  ['-a --switch-output=1s', 'option', 3],
  ['-a --timestamp-filename', 'option', 3],
  ['-a --debuginfod=http://x', 'option', 3],
  ['-a --filter /x', 'option', 3],
  ['-a -G /', 'option', 3],
  ['-a -u root', 'option', 3],
  ['-t 1', 'option', 2],
  ['-a -r 99', 'option', 3],
  // other spellings of what is allowed
  ['--fre 99 -a', 'option', 2],
  ['--fr=99 -a', 'option', 2],
  ['--all -F 99', 'option', 2],
  ['--no-all-cpus', 'option', 2],
  ['--no-no-inherit -a', 'option', 2],
  ['-freq 99 -a', 'option', 2],
  ['--Freq 99 -a', 'option', 2],
  ['---freq 99 -a', 'option', 2],
  ['--all-cpus=1', 'value', 2],
  ['-aF 99', 'cluster', 2],
  ['-agF99', 'cluster', 2],
  ['-a=1', 'option', 2],
  ['-a __proto__', 'operand', 3],
  ['--__proto__ -a', 'option', 2],
  ['--constructor -a', 'option', 2],
  // numbers
  ['-F 0 -a', 'value', 3],
  ['-F 1000 -a', 'value', 3],
  ['-F -1 -a', 'value', 3],
  ['-F +99 -a', 'value', 3],
  ['-F 099 -a', 'value', 3],
  ['-F 99, -a', 'value', 3],
  ['-F 0x63 -a', 'value', 3],
  ['-F 1e2 -a', 'value', 3],
  ['-F 99.0 -a', 'value', 3],
  ['-F max -a', 'value', 3],
  ['-F=99 -a', 'value', 2],
  ['-F 18446744073709551715 -a', 'value', 3],
  ['-a -F', 'value', 3],
  ['-F -a', 'value', 3],
  // lists
  ['-p 1', 'value', 3],
  ['-p 1234,1', 'value', 3],
  ['-p 1234,1234', 'value', 3],
  ['-p 1234,', 'value', 3],
  ['-p 01234', 'value', 3],
  ['-C 3-0', 'value', 3],
  ['-C 0-3-5', 'value', 3],
  ['-C 1,0', 'value', 3],
  ['-C 0,0-1', 'value', 3],
  ['-C -3', 'value', 3],
  ['-C 0-99999', 'value', 3],
  ['-a -e syscalls:*', 'value', 4],
  ['-a -e r1a8', 'value', 4],
  ['-a -e cpu/config=1/', 'value', 4],
  ['-a -e probe:x', 'value', 4],
  ['-a -e cycles,,cycles', 'value', 4],
  ['-a -e cycles,cpu-cycles', 'value', 4],
  ['-a -e cycles:', 'value', 4],
  ['-a -e cycles:uu', 'value', 4],
  ['-a -e cycles:ppppp', 'value', 4],
  ['-a -e {cycles,instructions}', 'value', 4],
  ['-a -e sched:sched_switch:u', 'value', 4],
  ['-a -e ./x.c', 'value', 4],
  ['-a -e toString', 'value', 4],
  ['-a --call-graph dwarf,65528', 'value', 4],
  ['-a --call-graph dwarf,4097', 'value', 4],
  ['-a --call-graph dwarf,', 'value', 4],
  ['-a --call-graph fp,1024', 'value', 4],
  ['-a --call-graph no', 'value', 4],
  // the line as a whole
  ['-a -a', 'repeat', 3],
  ['-ag -g', 'repeat', 3],
  ['-F 99 -a --freq 49', 'repeat', 5],
  ['-a -e cs -e cs -e cs -e cs -e cs', 'repeat', 11],
  ['-a -p 1234', 'conflict', 3],
  ['-p 1234 -C 0', 'conflict', 4],
  ['--all-user -a --all-kernel', 'conflict', 4],
  ['-F 99 -g', 'required', 0],
  ['-g -- sleep 5', 'required', 0],
  // operands
  ['-a -- sh -c id', 'operand', 4],
  ['-a sh', 'operand', 3],
  ['-a -- /tmp/sleep 5', 'operand', 4],
  ['-a -- /bin/sleep 5', 'operand', 4],
  ['-a -- Sleep 5', 'operand', 4],
  ['-a --', 'operand', 3],
  ['-a -- --', 'operand', 4],
  ['-a sleep', 'operand', 3],
  ['-a sleep 601', 'operand', 4],
  ['-a sleep 0', 'operand', 4],
  ['-a sleep 5s', 'operand', 4],
  ['-a sleep infinity', 'operand', 4],
  ['-a sleep 5 5', 'operand', 5],
  ['-a sleep 5 -o /etc/x', 'operand', 5],
  ['-a sleep -5', 'operand', 4],
  ['-a -', 'operand', 3],
  ['-a -- env X=1 sleep 5', 'operand', 4],
  ['-a {out:profile}', 'operand', 3],
];

/** `-a -g` to `['record', '-a', '-g']`. */
export function toRecordArgs(line: string): readonly string[] {
  return ['record', ...line.split(' ')];
}
