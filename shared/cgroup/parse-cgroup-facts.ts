/** Time in which tasks of a cgroup were stalled, in all; Documentation/accounting/psi.rst. */
interface StallTimes {
  readonly someUs?: number;
  readonly fullUs?: number;
}

/** What the kernel counts of one cgroup. What it does not count, or does not limit, is absent. */
export interface CgroupFacts {
  readonly cpuUs?: number;
  /** Periods of the cpu quota that have passed, those in which it was used up, and the time waited then. */
  readonly periods?: number;
  readonly throttledPeriods?: number;
  readonly throttledUs?: number;
  readonly memoryBytes?: number;
  readonly memoryLimitBytes?: number;
  /** v2 counts those of the cgroups below, too; v1 the cgroup's own. */
  readonly oomKills?: number;
  readonly pids?: number;
  readonly pidsLimit?: number;
  readonly cpuStalls?: StallTimes;
  readonly memoryStalls?: StallTimes;
  readonly ioStalls?: StallTimes;
}

/** One file of a cgroup. `parse` is pure and leaves out what is of an unknown form. */
export interface FactFile {
  /** The controller without which no cgroup has the file; empty where it needs none. */
  readonly controller: string;
  readonly name: string;
  readonly parse: (text: string) => CgroupFacts;
}

/** v1 has no word for "no limit" but the largest number of whole pages; memcontrol.c, PAGE_COUNTER_MAX. */
const unlimitedBytes = 2 ** 62;

const pidsFiles: readonly FactFile[] = [
  { controller: 'pids', name: 'pids.current', parse: (text) => one('pids', toCount(text)) },
  { controller: 'pids', name: 'pids.max', parse: (text) => one('pidsLimit', toCount(text)) },
];

/** The files of each version; admin-guide/cgroup-v1 and admin-guide/cgroup-v2. */
export const factFiles: Readonly<Record<1 | 2, readonly FactFile[]>> = {
  1: [
    { controller: 'cpuacct', name: 'cpuacct.usage', parse: (text) => one('cpuUs', toUs(toCount(text))) },
    {
      controller: 'cpu',
      name: 'cpu.stat',
      parse: (text) => parseThrottling(text, toUs(readKey(text, 'throttled_time'))),
    },
    {
      controller: 'memory',
      name: 'memory.usage_in_bytes',
      parse: (text) => one('memoryBytes', toCount(text)),
    },
    {
      controller: 'memory',
      name: 'memory.limit_in_bytes',
      parse: (text) => one('memoryLimitBytes', toLimit(text)),
    },
    {
      controller: 'memory',
      name: 'memory.oom_control',
      parse: (text) => one('oomKills', readKey(text, 'oom_kill')),
    },
    ...pidsFiles,
  ],
  2: [
    {
      controller: '',
      name: 'cpu.stat',
      parse: (text) => ({
        ...one('cpuUs', readKey(text, 'usage_usec')),
        ...parseThrottling(text, readKey(text, 'throttled_usec')),
      }),
    },
    { controller: 'memory', name: 'memory.current', parse: (text) => one('memoryBytes', toCount(text)) },
    { controller: 'memory', name: 'memory.max', parse: (text) => one('memoryLimitBytes', toLimit(text)) },
    {
      controller: 'memory',
      name: 'memory.events',
      parse: (text) => one('oomKills', readKey(text, 'oom_kill')),
    },
    ...pidsFiles,
    { controller: '', name: 'cpu.pressure', parse: (text) => ({ cpuStalls: parseStalls(text) }) },
    { controller: '', name: 'memory.pressure', parse: (text) => ({ memoryStalls: parseStalls(text) }) },
    { controller: '', name: 'io.pressure', parse: (text) => ({ ioStalls: parseStalls(text) }) },
  ],
};

/** A cgroup without a quota counts no periods, and then says nothing of throttling. */
function parseThrottling(text: string, throttledUs: number | undefined): CgroupFacts {
  const periods = readKey(text, 'nr_periods');
  if (periods === undefined || periods === 0) return {};
  return {
    periods,
    ...one('throttledPeriods', readKey(text, 'nr_throttled')),
    ...one('throttledUs', throttledUs),
  };
}

/** `some avg10=0.00 avg60=0.00 avg300=0.00 total=12` and the same with `full`. */
function parseStalls(text: string): StallTimes {
  const readTotal = (share: string): number | undefined =>
    toCount(new RegExp(`^${share} .*\\btotal=([0-9]+)$`, 'm').exec(text)?.[1] ?? '');
  return { ...one('someUs', readTotal('some')), ...one('fullUs', readTotal('full')) };
}

function one<Name extends string>(
  name: Name,
  value: number | undefined,
): { readonly [key in Name]?: number } {
  const member: { [key in Name]?: number } = {};
  if (value !== undefined) member[name] = value;
  return member;
}

/** The number of a file of `key value` lines; undefined where the key is missing. */
function readKey(text: string, key: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${key} `));
  return line === undefined ? undefined : toCount(line.slice(key.length + 1));
}

function toCount(text: string): number | undefined {
  return /^[0-9]+\s*$/.test(text) ? Number(text) : undefined;
}

function toLimit(text: string): number | undefined {
  const bytes = toCount(text);
  return bytes === undefined || bytes >= unlimitedBytes ? undefined : bytes;
}

function toUs(ns: number | undefined): number | undefined {
  return ns === undefined ? undefined : Math.round(ns / 1_000);
}
