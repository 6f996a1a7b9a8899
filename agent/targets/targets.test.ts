import { describe, expect, it } from 'vitest';
import { parseNetDevices, readNetDevices } from './net-devices.ts';
import { judgePerfAccess } from './perf-events.ts';

const root = 'CapEff:\t000001ffffffffff\n';
const none = 'Name:\tx\nCapEff:\t0000000000000000\n';

describe('judgePerfAccess', () => {
  it.each([
    ['root', '2\n', root, /^$/],
    ['CAP_PERFMON alone', '4\n', 'CapEff:\t0000004000000000\n', /^$/],
    ['CAP_SYS_ADMIN alone', '4\n', 'CapEff:\t0000000000200000\n', /^$/],
    ['nobody on an open kernel', '-1\n', none, /^$/],
    ['nobody at paranoid 2', '2\n', none, /sysctl kernel\.perf_event_paranoid=0$/],
    ['other capabilities at paranoid 1', '1\n', 'CapEff:\t0000000000000001\n', /lacks CAP_PERFMON/],
    ['a kernel without perf events', '', root, /built without/],
  ])('judges %s', (_title, paranoid, status, problem) => {
    const result = judgePerfAccess({ paranoid, status, hardwareCounters: false });
    expect(result.problem).toMatch(problem);
  });
});

describe('network devices', () => {
  it('are read from the kernel with "any" beside them', async () => {
    expect([...parseNetDevices('Inter-| x\n face |bytes\n  lo: 1 2\neth0:9 1\n')]).toEqual([
      'lo',
      'eth0',
      'any',
    ]);
    expect(await readNetDevices()).toContain('lo');
  });
});
