import { type Source, type SourceValue, splitFields, splitLines, toNumbers } from './source.ts';

export const statSource: Source = { name: 'stat', path: '/proc/stat', parse: parseStat };

/** proc(5), in ticks of 1/100 s. */
const cpuFields = [
  'user',
  'nice',
  'system',
  'idle',
  'iowait',
  'irq',
  'softirq',
  'steal',
  'guest',
  'guestNice',
];
const counters: ReadonlyMap<string, string> = new Map([
  ['ctxt', 'contextSwitches'],
  ['btime', 'bootUnixSeconds'],
  ['processes', 'forks'],
  ['procs_running', 'procsRunning'],
  ['procs_blocked', 'procsBlocked'],
]);

/** The CPU lines, all together as `cpu` and each under `cpus`, and the counters of switches and processes. */
export function parseStat(text: string): SourceValue {
  const values: Record<string, unknown> = {};
  const cpus: Record<string, unknown> = {};
  for (const line of splitLines(text)) {
    const [name = '', ...fields] = splitFields(line);
    const counter = counters.get(name);
    if (name === 'cpu') values.cpu = toNumbers(cpuFields, fields);
    else if (/^cpu[0-9]+$/.test(name)) cpus[name.slice(3)] = toNumbers(cpuFields, fields);
    else if (counter !== undefined) Object.assign(values, toNumbers([counter], fields));
  }
  return { ...values, cpus };
}
