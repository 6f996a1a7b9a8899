import { describe, expect, it } from 'vitest';
import { renderPreview, toCommandText } from './render-preview.ts';

const preview = {
  nodes: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
  argv: ['record', '-a'],
  caps: {
    cpuPercent: 50,
    cpuRequestPercent: 10,
    memoryBytes: 512 * 1024 ** 2,
    memoryRequestBytes: 0,
    pids: 64,
    outputBytes: 0,
    readBytesPerSecond: 0,
    writeBytesPerSecond: 0,
  },
  faults: [],
  durationMs: 150_000,
  verdict: 'allowed',
  notes: [],
  warnings: [],
};

describe('renderPreview', () => {
  it('says verdict, nodes, command, duration and caps', () => {
    expect(renderPreview('perf', preview)).toBe(`Verdict   allowed
Nodes     7: a, b, c, d, e and 2 more
Command   perf record -a
Duration  2m30s
Caps      CPU 50 % of one core, memory 512 MiB, 64 processes per node
`);
  });

  it('says every fault of what is refused, and nothing that is not known', () => {
    const unknown = { nodes: [], argv: [], caps: null, durationMs: 0, verdict: 'refused' };
    const faults = ['argument "-X" is not known', 'duration\u001b[31m is too long'];
    expect(renderPreview('perf', { ...preview, ...unknown, faults })).toBe(`Verdict   refused
Refused   argument "-X" is not known
Refused   duration [31m is too long
`);
  });

  it('says what a policy that only warns would refuse', () => {
    const text = renderPreview('perf', { ...preview, warnings: ['argument "-g" is taken away'] });
    expect(text).toContain('\nWarning   argument "-g" is taken away\n');
  });

  it('says what else is to be known', () => {
    const notes = ['The tool sees only the processes of the pods'];
    const text = renderPreview('perf', { ...preview, notes });
    expect(text).toContain('\nNote      The tool sees only the processes of the pods\n');
  });

  it('says what a capture would wait for', () => {
    const text = renderPreview('perf', { ...preview, nodes: [], verdict: 'waiting', notes: ['Starts at x'] });
    expect(text).toContain('Verdict   waiting\nCommand   perf record -a\n');
    expect(text).toContain('\nWaits     Starts at x\n');
  });

  it('shows the limits of disk bandwidth', () => {
    const caps = { ...preview.caps, readBytesPerSecond: 2 ** 20, writeBytesPerSecond: 3 * 2 ** 19 };
    const text = renderPreview('perf', { ...preview, caps });
    expect(text).toContain('64 processes, disk reads 1.0 MiB/s, disk writes 1.5 MiB/s per node\n');
  });

  it.each([
    [['x'], 'refused'],
    [[], 'allowed'],
  ])('takes faults %j of a coordinator that sends no verdict for %s', (faults, verdict) => {
    expect(renderPreview('perf', { ...preview, faults, verdict: '' })).toContain(`Verdict   ${verdict}\n`);
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
