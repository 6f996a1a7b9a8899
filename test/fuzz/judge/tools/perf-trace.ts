import { flags, never, type Option, taking } from '../option.ts';
import { eventFilter, events, eventsOrSyscalls } from '../perf-events.ts';
import { count, cpuList, fraction, matching, oneOf, outputFile, pids, signed, word } from '../values.ts';
import { bufferPages, callGraph, userId } from './perf-record.ts';

/**
 * Options of perf trace.
 *
 * Source: perf-trace(1) of linux-perf 6.1.192 (Debian), trace_options in tools/perf/builtin-trace.c and OPTS_EVSWITCH
 * in tools/perf/util/evswitch.h of Linux 6.1; the last group from the same table of Linux 6.17.
 */
export const traceOptions: readonly Option[] = [
  ...flags('comm', 'tool_stats', 'a|all-cpus', 'no-inherit', 'sched', 'v|verbose', 'T|time', 'failure'),
  ...flags('s|summary', 'S|with-summary', 'errno-summary', 'syscalls', 'f|force', 'libtraceevent_print'),
  ...flags('kernel-syscall-graph', 'sort-events', 'print-sample', 'show-on-off-events'),
  taking(eventsOrSyscalls, 'e|event'),
  taking(eventsOrSyscalls, 'expr'),
  taking(eventFilter, 'filter'),
  taking(outputFile, 'o|output'),
  taking(pids, 'p|pid'),
  taking(pids, 't|tid'),
  taking(matching(/^[0-9]+(?:,[0-9]+)*$/, 'process ids'), 'filter-pids'),
  taking(cpuList, 'C|cpu'),
  taking(bufferPages, 'm|mmap-pages'),
  taking(userId, 'u|uid'),
  taking(fraction, 'duration'),
  taking(word, 'map-dump'),
  { names: ['F', 'pf'], arity: 'lastOrDefault', check: oneOf('all', 'maj', 'min') },
  taking(callGraph, 'call-graph'),
  taking(count, 'max-events'),
  taking(count, 'min-stack'),
  taking(count, 'max-stack'),
  taking(count, 'proc-map-timeout'),
  taking(signed, 'D|delay'),
  taking(events, 'switch-on'),
  taking(events, 'switch-off'),
  never('namesPath', 'reads a recording', 'i|input'),
  never('namesPath', 'follows a cgroup by name', 'G|cgroup'),
  ...flags('force-btf', 'bpf-summary'),
  taking(count, 'max-summary'),
  taking(oneOf('thread', 'total', 'cgroup'), 'summary-mode'),
];
