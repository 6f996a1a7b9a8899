import { describe, expect, it } from 'vitest';
import { type CgroupFacts, factFiles } from './parse-cgroup-facts.ts';

function parse(version: 1 | 2, name: string, text: string): CgroupFacts {
  const file = factFiles[version].find((each) => each.name === name);
  if (file === undefined) throw new Error(`No file "${name}"`);
  return file.parse(text);
}

const v2CpuStat =
  'usage_usec 900\nuser_usec 600\nsystem_usec 300\nnr_periods 10\nnr_throttled 4\nthrottled_usec 77\n';
const events = 'low 0\nhigh 0\nmax 9\noom 3\noom_kill 2\noom_group_kill 1\n';
const stalls = 'some avg10=1.50 avg60=0.25 avg300=0.00 total=1234567\n';

describe('facts of a cgroup', () => {
  it.each<[1 | 2, string, string, CgroupFacts]>([
    [1, 'cpuacct.usage', '1500499\n', { cpuUs: 1_500 }],
    [
      1,
      'cpu.stat',
      'nr_periods 10\nnr_throttled 4\nthrottled_time 77000\n',
      { periods: 10, throttledPeriods: 4, throttledUs: 77 },
    ],
    [1, 'cpu.stat', 'nr_periods 0\nnr_throttled 0\nthrottled_time 0\n', {}],
    [1, 'memory.usage_in_bytes', '4096\n', { memoryBytes: 4_096 }],
    [1, 'memory.limit_in_bytes', '8192\n', { memoryLimitBytes: 8_192 }],
    [1, 'memory.limit_in_bytes', '9223372036854771712\n', {}],
    [1, 'memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 5\n', { oomKills: 5 }],
    [1, 'memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\n', {}],
    [1, 'pids.max', 'max\n', {}],
    [2, 'cpu.stat', v2CpuStat, { cpuUs: 900, periods: 10, throttledPeriods: 4, throttledUs: 77 }],
    [2, 'cpu.stat', 'usage_usec 900\nuser_usec 600\n', { cpuUs: 900 }],
    [2, 'memory.current', '4096\n', { memoryBytes: 4_096 }],
    [2, 'memory.max', 'max\n', {}],
    [2, 'memory.max', '8192\n', { memoryLimitBytes: 8_192 }],
    [2, 'memory.events', events, { oomKills: 2 }],
    [2, 'pids.current', '0\n', { pids: 0 }],
    [2, 'pids.max', '64\n', { pidsLimit: 64 }],
    [2, 'cpu.pressure', stalls, { cpuStalls: { someUs: 1_234_567 } }],
    [2, 'io.pressure', `${stalls}full avg10=0.00 total=9\n`, { ioStalls: { someUs: 1_234_567, fullUs: 9 } }],
  ])('of v%i, %s %j', (version, name, text, expected) => {
    expect(parse(version, name, text)).toStrictEqual(expected);
  });

  it('are not made of rubbish', () => {
    for (const { parse: read } of [...factFiles[1], ...factFiles[2]])
      for (const text of ['', '\0\n', '-1\n', 'NaN', 'oom_kill x\nnr_periods -\nusage_usec\nsome total=\n'])
        expect(JSON.stringify(read(text))).toMatch(/^\{("[a-zA-Z]+":\{\})?\}$/);
  });
});
