import { firstHarm, harmful, harmless, type Judgement, quote } from '../judgement.ts';
import { flags, mayTake, never, type Option, taking } from '../option.ts';
import { eventFilter, events } from '../perf-events.ts';
import {
  type Check,
  count,
  cpuList,
  matching,
  oneOf,
  outputFile,
  pids,
  positive,
  signed,
  size,
  someOf,
  unfit,
  word,
  words,
} from '../values.ts';

/** User ids; a name would be looked up, which may ask another machine. */
export const userId: Check = (value) => {
  if (value === undefined || /^[0-9]{1,10}$/.test(value.text)) return harmless;
  return harmful('reachesOut', `user ${quote(value.text)} is looked up by name`);
};

/** Frequencies: a number above 0, or `max`. Perf reads others in odd ways: `0x63` as 0, `99,` as 99. */
const frequency: Check = (value, context) => (value?.text === 'max' ? harmless : positive(value, context));

const mostPages = 16_384;
const mostBytes = 64 << 20;
const factors: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['K', 1 << 10],
  ['M', 1 << 20],
  ['G', 1 << 30],
]);

/**
 * Buffer sizes, for events and for AUX data, in pages or bytes. The kernel takes the memory once per CPU, outside the
 * cgroup's cap: 64 MiB each is the most that passes.
 */
export const bufferPages: Check = (value) => {
  if (value === undefined) return harmless;
  return firstHarm(value.text.split(',').map((part) => judgeBuffer(part)));
};

function judgeBuffer(part: string): Judgement {
  const [, digits, unit] = /^([0-9]{1,12})([BKMG])?$/.exec(part) ?? [];
  if (digits === undefined) return unfit({ text: part, isWhole: false }, 'a buffer size');
  const isTooMuch =
    unit === undefined ? Number(digits) > mostPages : Number(digits) * (factors.get(unit) ?? 1) > mostBytes;
  return isTooMuch ? harmful('unbounded', `buffers of ${part} on every CPU are too much`) : harmless;
}

export const callGraph: Check = matching(/^(?:fp|lbr|dwarf)(?:,[a-z0-9]{1,8})*$/, 'a way to walk the stack');
const delay: Check = matching(
  /^(?:-?[0-9]{1,12}|[0-9]{1,12}-[0-9]{1,12}(?:,[0-9]{1,12}-[0-9]{1,12})*)$/,
  'a delay',
);
const registers: Check = matching(/^(?:\?|[A-Za-z0-9]+(?:,[A-Za-z0-9]+)*)$/, 'register names');

/**
 * Options of perf record.
 *
 * Source: perf-record(1) of linux-perf 6.1.192 (Debian), __record_options in tools/perf/builtin-record.c of Linux 6.1;
 * the last group from the same table of Linux 6.17.
 */
export const recordOptions: readonly Option[] = [
  ...flags('exclude-perf', 'no-buffering', 'R|raw-samples', 'a|all-cpus', 'i|no-inherit', 'tail-synthesize'),
  ...flags(
    'overwrite',
    'no-bpf-event',
    'strict-freq',
    'group',
    'g',
    'v|verbose',
    'q|quiet',
    's|stat',
    'd|data',
  ),
  ...flags('phys-data', 'data-page-size', 'code-page-size', 'sample-cpu', 'sample-identifier', 'T|timestamp'),
  ...flags('P|period', 'n|no-samples', 'N|no-buildid-cache', 'B|no-buildid', 'b|branch-any', 'W|weight'),
  ...flags('transaction', 'per-thread', 'running-time', 'namespaces', 'all-cgroups', 'switch-events'),
  ...flags('all-kernel', 'all-user', 'kernel-callchains', 'user-callchains', 'buildid-all', 'buildid-mmap'),
  ...flags('timestamp-boundary', 'dry-run', 'off-cpu'),
  taking(events, 'e|event'),
  taking(eventFilter, 'filter'),
  taking(pids, 'p|pid'),
  taking(pids, 't|tid'),
  taking(cpuList, 'C|cpu'),
  taking(positive, 'c|count'),
  taking(outputFile, 'o|output'),
  taking(frequency, 'F|freq'),
  taking(bufferPages, 'm|mmap-pages'),
  taking(size, 'mmap-flush'),
  taking(callGraph, 'call-graph'),
  taking(delay, 'D|delay'),
  taking(userId, 'u|uid'),
  taking(words, 'j|branch-filter'),
  mayTake(registers, 'I|intr-regs'),
  mayTake(registers, 'user-regs'),
  taking(word, 'k|clockid'),
  mayTake(word, 'S|snapshot'),
  mayTake(word, 'aux-sample'),
  taking(count, 'proc-map-timeout'),
  taking(count, 'switch-max-files'),
  mayTake(count, 'aio'),
  taking(oneOf('node', 'cpu'), 'affinity'),
  mayTake(count, 'z|compression-level'),
  taking(size, 'max-size'),
  taking(count, 'num-thread-synthesize'),
  taking(words, 'pfm-events'),
  taking(someOf('no', 'all', 'task', 'mmap', 'cgroup'), 'synth'),
  mayTake(oneOf('cpu', 'core', 'package', 'numa'), 'threads'),
  never('unbounded', 'makes threads that no CPU cap holds', 'r|realtime'),
  never('namesPath', 'follows a cgroup by name', 'G|cgroup'),
  never('namesPath', 'copies the memory of the kernel', 'kcore', 'none'),
  never('executes', 'names a compiler', 'clang-path'),
  never('executes', 'gives a compiler its options', 'clang-opt'),
  never('namesPath', 'reads a kernel image', 'vmlinux'),
  never('writes', 'changes the name of the output', 'timestamp-filename', 'none'),
  never('writes', 'makes outputs of other names', 'switch-output', 'optional'),
  never('writes', 'makes outputs of other names', 'switch-output-event'),
  never('executes', 'takes commands from a descriptor or a pipe', 'control'),
  never('reachesOut', 'asks debuginfo servers', 'debuginfod', 'optional'),
  ...flags('sample-mem-info', 'data-mmap'),
  taking(signed, 'off-cpu-thresh'),
  never('writes', 'pins a BPF map', 'setup-filter'),
];
