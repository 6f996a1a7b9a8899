import { harmful, harmless, type Judgement } from '../judgement.ts';
import { flags, lastOf, mayTake, never, type Option, type Reading, taking } from '../option.ts';
import { eventFilter, events } from '../perf-events.ts';
import {
  count,
  cpuList,
  matching,
  oneOf,
  outputFile,
  pids,
  signed,
  type Value,
  word,
  words,
} from '../values.ts';

/**
 * Options of perf stat.
 *
 * Source: perf-stat(1) of linux-perf 6.1.192 (Debian), stat_options in tools/perf/builtin-stat.c of Linux 6.1; the
 * last group from the same table of Linux 6.17.
 */
export const statOptions: readonly Option[] = [
  ...flags('T|transaction', 'i|no-inherit', 'a|all-cpus', 'g|group', 'scale', 'v|verbose', 'table', 'n|null'),
  ...flags('d|detailed', 'B|big-num', 'A|no-aggr', 'no-merge', 'hybrid-merge', 'j|json-output', 'append'),
  ...flags('interval-clear', 'per-socket', 'per-die', 'per-core', 'per-thread', 'per-node', 'metric-only'),
  ...flags('metric-no-group', 'metric-no-merge', 'topdown', 'all-kernel', 'all-user', 'percore-show-thread'),
  ...flags('summary', 'no-csv-summary', 'quiet'),
  taking(events, 'e|event'),
  taking(eventFilter, 'filter'),
  taking(pids, 'p|pid'),
  taking(pids, 't|tid'),
  taking(count, 'r|repeat'),
  taking(cpuList, 'C|cpu'),
  taking(matching(/^(?![{])[ -.0-~]{1,4}$/, 'a separator'), 'x|field-separator'),
  taking(outputFile, 'o|output'),
  taking(count, 'I|interval-print'),
  taking(count, 'interval-count'),
  taking(count, 'timeout'),
  taking(signed, 'D|delay'),
  taking(count, 'td-level'),
  taking(words, 'M|metrics'),
  taking(word, 'cputype'),
  taking(words, 'pfm-events'),
  mayTake(words, 'iostat'),
  never('unbounded', 'waits for every file system of the machine, and no signal ends it', 'S|sync', 'none'),
  never('namesPath', 'follows a cgroup by name', 'G|cgroup'),
  never('namesPath', 'follows cgroups by name', 'for-each-cgroup'),
  never('writes', 'writes to an inherited descriptor', 'log-fd'),
  never('executes', 'runs a command before', 'pre'),
  never('executes', 'runs a command after', 'post'),
  never('writes', 'changes a setting of the processor', 'smi-cost', 'none'),
  never('executes', 'takes commands from a descriptor or a pipe', 'control'),
  never('loads', 'attaches to a BPF program', 'b|bpf-prog'),
  never('writes', 'pins a BPF map', 'bpf-counters', 'none'),
  never('namesPath', 'opens a BPF map', 'bpf-attr-map'),
  ...flags('per-cluster', 'metric-no-threshold', 'affinity'),
  mayTake(word, 'per-cache'),
  taking(oneOf('mean', 'min', 'max', 'last'), 'tpebs-mode'),
  taking(word, 'pmu-filter'),
  never('executes', 'runs perf record', 'record-tpebs', 'none'),
];

/**
 * A repeated command must end within the run: SIGINT ends neither perf stat -r N nor the runs to come (measured with
 * linux-perf 6.1), and 0, also by --no-repeat, repeats for ever.
 */
export function judgeRepeat(
  options: readonly Reading[],
  command: readonly Value[],
  maxSeconds: number,
): Judgement {
  const repeat = lastOf(options, 'repeat');
  const [, length] = command;
  if (repeat === undefined || length === undefined) return harmless;
  const times = repeat.isNegated === true ? 0 : Number(repeat.value?.text);
  const total = times * (Number(length.text) || maxSeconds);
  return times === 1 || (times > 0 && total <= maxSeconds)
    ? harmless
    : harmful('unbounded', `the command is repeated ${times === 0 ? 'for ever' : `${times} times`}`);
}
