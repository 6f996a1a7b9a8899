import { describe, expect, it } from 'vitest';
import { parseDiskstats } from './diskstats.ts';
import { parseLoadavg } from './loadavg.ts';
import { parseMeminfo } from './meminfo.ts';
import { parseNetDev } from './net-dev.ts';
import { parseNetTables } from './net-tables.ts';
import { parsePressure } from './pressure.ts';
import { parseSoftnet } from './softnet.ts';
import { sources } from './sources.ts';
import { parseStat } from './stat.ts';
import { parseVmstat } from './vmstat.ts';

describe('sources of a snapshot', () => {
  it('reads pressure, with and without the line for full stalls', () => {
    const some = 'some avg10=1.50 avg60=0.25 avg300=0.00 total=1234567\n';
    expect(parsePressure(some)).toEqual({ some: { avg10: 1.5, avg60: 0.25, avg300: 0, totalUs: 1_234_567 } });
    expect(parsePressure(`${some}full avg10=0.00 avg60=0.00 avg300=0.00 total=9\n`)).toHaveProperty(
      'full.totalUs',
      9,
    );
  });

  it('reads load averages', () => {
    expect(parseLoadavg('0.20 0.18 0.12 3/80 11206\n')).toEqual({
      avg1: 0.2,
      avg5: 0.18,
      avg15: 0.12,
      runnable: 3,
      threads: 80,
    });
  });

  it('reads the CPUs and the counters of switches and processes', () => {
    const text =
      'cpu  10 0 20 300 4 0 1 2 0 0\ncpu0 5 0 10 150 2 0 1 1 0 0\nintr 99 1 2\nctxt 77\nbtime 1700000000\n' +
      'processes 55\nprocs_running 2\nprocs_blocked 1\nsoftirq 1 2\n';
    expect(parseStat(text)).toMatchObject({
      cpu: { user: 10, system: 20, idle: 300, iowait: 4, steal: 2 },
      cpus: { 0: { idle: 150 } },
      contextSwitches: 77,
      forks: 55,
      procsRunning: 2,
      procsBlocked: 1,
    });
  });

  it('keeps what says something of memory trouble and leaves the rest of vmstat out', () => {
    expect(parseVmstat('oom_kill 3\npgmajfault 4\nallocstall_normal 5\nnr_kernel_stack 6\n')).toEqual({
      oom_kill: 3,
      pgmajfault: 4,
      allocstall_normal: 5,
    });
  });

  it('reads memory in bytes', () => {
    expect(parseMeminfo('MemTotal:  100 kB\nActive(anon):  2 kB\nHugePages_Total:  7\n')).toEqual({
      MemTotal: 102_400,
      'Active(anon)': 2_048,
      HugePages_Total: 7,
    });
  });

  it('reads disks of old and new kernels and leaves idle devices out', () => {
    const text =
      '   8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n 7 0 loop0 0 0 0 0 0 0 0 0 0 0 0\n' +
      ' 259 0 nvme0n1 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n';
    const disks = parseDiskstats(text);
    expect(Object.keys(disks)).toEqual(['sda', 'nvme0n1']);
    expect(disks).toMatchObject({ sda: { reads: 1, ioMs: 10 }, nvme0n1: { flushes: 16, flushMs: 17 } });
  });

  it('reads network devices, also where the counter touches the colon', () => {
    const text =
      'Inter-|   Receive  |  Transmit\n face |bytes packets|bytes\n  lo: 1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0\neth0:99 2 7 8 0 0 0 0 3 4 5 6 0 0 0 0\n';
    expect(parseNetDev(text)).toMatchObject({
      lo: { rxBytes: 1, txBytes: 3 },
      eth0: { rxBytes: 99, rxErrors: 7, rxDropped: 8, txErrors: 5, txDropped: 6 },
    });
  });

  it('pairs the two lines of each network table', () => {
    expect(
      parseNetTables('Tcp: RtoMin MaxConn RetransSegs\nTcp: 200 -1 12\nUdp: InErrors\nUdp: 3\n'),
    ).toEqual({
      Tcp: { RtoMin: 200, MaxConn: -1, RetransSegs: 12 },
      Udp: { InErrors: 3 },
    });
  });

  it('reads the backlog of each CPU from hexadecimal', () => {
    expect(parseSoftnet('000000ff 00000001 00000010 0 0\n')).toEqual([
      { processed: 255, dropped: 1, timeSqueezed: 16 },
    ]);
  });

  it('makes no value of rubbish, and never throws', () => {
    for (const { parse } of sources) {
      const text = JSON.stringify(parse('\0 : : x=y\nctxt z\n::::\ncpu\nNaN NaN NaN\n'));
      expect(text).not.toContain('null');
    }
  });
});
