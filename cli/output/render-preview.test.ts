import { describe, expect, it } from 'vitest';
import { renderPreview, toCommandText } from './render-preview.ts';

describe('renderPreview', () => {
  it('says nodes, command, duration, caps and every fault', () => {
    const text = renderPreview('perf', {
      nodes: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
      argv: ['record', '-a'],
      caps: {
        cpuPercent: 50,
        cpuRequestPercent: 10,
        memoryBytes: 512 * 1024 ** 2,
        memoryRequestBytes: 0,
        pids: 64,
        outputBytes: 0,
      },
      warnings: ['argument "-g" is taken away'],
      faults: ['argument "-X" is not known'],
      durationMs: 150_000,
    });
    expect(text).toBe(`Nodes     7: a, b, c, d, e and 2 more
Command   perf record -a
Duration  2m30s
Caps      CPU 50 % of one core, memory 512 MiB, 64 processes per node
Warning   argument "-g" is taken away
Refused   argument "-X" is not known
`);
  });
});

describe('toCommandText', () => {
  it.each([
    [['record', '-F', '99'], 'perf record -F 99'],
    [['perf', 'record'], 'perf record'],
    [['/usr/bin/perf', 'record'], '/usr/bin/perf record'],
    [['record', 'a b', "it's"], "perf record 'a b' 'it'\\''s'"],
  ])('writes %j as %s', (argv, expected) => {
    expect(toCommandText('perf', argv)).toBe(expected);
  });
});
