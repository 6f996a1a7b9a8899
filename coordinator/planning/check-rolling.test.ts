import { describe, expect, it } from 'vitest';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';
import { applyCeiling, noCeiling } from '../settings/ceiling.ts';
import { type CheckedCapture, checkCapture } from './check-capture.ts';

function check(tool: string, args: readonly string[], rollingInterval: string): CheckedCapture {
  const config = validateSpec('PowerToolConfig', defaultConfigs.get(tool));
  const valid = validateSpec('PowerTool', {
    tool: { name: tool, args, duration: '30s' },
    targets: { allNodes: true },
    output: { rollingInterval },
  });
  if (config.kind === 'invalid' || valid.kind === 'invalid')
    throw new Error('The specs of this test are wrong');
  const rules = { configDigest: 'c', policy: undefined, policyDigest: '', documents: [] };
  const names = { runUid: 'u', namespace: 'oncall', name: 'n' };
  return checkCapture(valid.spec, { ...applyCeiling(config.spec, noCeiling), ...rules }, names);
}

describe('a capture in segments', () => {
  it.each([
    ['perf', ['record', '-a'], '--switch-output=signal -o perf.data'],
    ['tcpdump', ['-i', 'lo', 'port', '53'], '-G 5 -w packets.pcap.%s -- port 53'],
  ])('of %s has the line that cuts, and the interval in its command', (tool, args, end) => {
    const checked = check(tool, args, '5s');
    expect(checked).toMatchObject({ kind: 'valid', command: { rollingIntervalMs: 5_000 } });
    expect(checked.kind === 'valid' ? checked.argv.join(' ') : '').toMatch(new RegExp(`${end}$`));
  });

  it('of 0s is none', () => {
    const checked = check('perf', ['record', '-a'], '0s');
    expect(checked).toMatchObject({ kind: 'valid', command: { rollingIntervalMs: 0 } });
    expect(checked.kind === 'valid' ? checked.argv : []).toContain('{out:profile}');
  });

  it.each([
    [
      'vmstat',
      [],
      'tool "vmstat": it makes no segments: leave output.rollingInterval out, since it is sent while',
    ],
    [
      'perf',
      ['stat', '-a'],
      'tool "perf stat": it makes no segments: leave output.rollingInterval out, since',
    ],
    [
      'perf',
      ['sched', 'record'],
      'tool "perf sched record": it makes no segments: leave output.rollingInterval out',
    ],
  ])('of %s %j is refused', (tool, args, why) => {
    const checked = check(tool, args, '5s');
    expect(checked.kind === 'invalid' ? checked.faults : []).toEqual([
      expect.stringContaining(`spec.output.rollingInterval: Cannot roll the output of ${why}`),
    ]);
  });
});
