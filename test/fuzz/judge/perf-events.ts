import { firstHarm, harmful, harmless, type Judgement, quote } from './judgement.ts';
import { type Check, unfit } from './values.ts';

const name = '[A-Za-z0-9_][A-Za-z0-9_.-]*';
/** `cycles:u`, `sched:sched_switch`, `r01c4`, `cpu/event=0x3c,umask=1/u`, `mem:0x1000/4:rw`. */
const named = new RegExp(`^${name}(?::${name})?(?::[a-zA-Z]+)?$`);
const ofPmu = new RegExp(`^${name}/(?:[A-Za-z0-9_.-]+(?:=[A-Za-z0-9_.:-]+)?(?:,(?!/)|(?=/)))*/[a-zA-Z]*$`);
const breakpoint = /^mem:(?:0x[0-9a-f]+|[0-9]+)(?:\/[0-9]+)?(?::[rwx]{1,3})?$/i;
/** Suffixes at which perf before 6.3 compiles or loads a file of that name as a BPF program. */
const program = /\.(?:c|o|obj|bpf)$/;

/**
 * The events of perf's -e: counters, tracepoints, raw and PMU events, data breakpoints, groups in braces. A wildcard
 * stands for as many events as match.
 *
 * Source: tools/perf/util/parse-events.l of Linux 6.1, perf-list(1) of linux-perf 6.1.
 */
export const events: Check = (value) => {
  if (value === undefined) return harmless;
  return firstHarm(splitEvents(value.text).map((event) => judgeEvent(event)));
};

/**
 * The events and system calls of perf trace's -e: as above, with an optional `!` in front, and system calls, which a
 * wildcard at their end only selects. Any other name is looked for as a file among perf's groups of system calls.
 *
 * Source: perf-trace(1) of linux-perf 6.1; trace__parse_events_option in tools/perf/builtin-trace.c of Linux 6.1.
 */
export const eventsOrSyscalls: Check = (value) => {
  if (value === undefined) return harmless;
  const items = splitEvents(value.text.replace(/^!/, ''));
  return firstHarm(items.map((item) => (/^[a-z][a-z0-9_]+\*$/.test(item) ? harmless : judgeEvent(item))));
};

/** The events between the commas that are not within a PMU's slashes; braces of groups are dropped. */
function splitEvents(text: string): readonly string[] {
  const items: string[] = [''];
  let isWithinPmu = false;
  for (const letter of text.replaceAll(/^\{|(?<=,)\{|\}(?::[a-zA-Z]+)?(?=,|$)/g, '')) {
    if (letter === '/') isWithinPmu = !isWithinPmu;
    if (letter === ',' && !isWithinPmu) items.push('');
    else items.push((items.pop() ?? '') + letter);
  }
  return items;
}

function judgeEvent(event: string): Judgement {
  if (program.test(event)) return harmful('loads', `perf may take ${quote(event)} for a BPF program`);
  if (/^[ku]probe\//.test(event)) return harmful('writes', `${quote(event)} puts a probe into code`);
  if (/[*?[\]]/.test(event))
    return harmful('unbounded', `${quote(event)} stands for every event that matches`);
  if (event.includes('..')) return unfit({ text: event, isWhole: false }, 'an event');
  const fits = named.test(event) || ofPmu.test(event) || breakpoint.test(event);
  return fits ? harmless : unfit({ text: event, isWhole: false }, 'an event');
}

/** A condition on fields of events; `@` would name an object file whose symbols perf reads. */
export const eventFilter: Check = (value) => {
  if (value === undefined || /^[A-Za-z0-9_ ()&|!=<>~."*+,-]+$/.test(value.text)) return harmless;
  return value.text.includes('@')
    ? harmful('namesPath', `${quote(value.text)} names an object file`)
    : unfit(value, 'a condition on fields');
};
