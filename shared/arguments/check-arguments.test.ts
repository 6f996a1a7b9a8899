import { describe, expect, it } from 'vitest';
import { checkArguments } from './check-arguments.ts';
import { benignLines, hostileLines, makeRequest, toRecordArgs } from './test-lines.ts';

const injected = ['--sample-cpu', '-o', '{out:profile}'];

describe('a benign line of perf record', () => {
  it.each(benignLines)('"$args" is executed as "$options"', ({ args, options, sleepSeconds }) => {
    const sleep = sleepSeconds === undefined ? [] : ['--', '/bin/sleep', String(sleepSeconds)];
    expect(checkArguments(makeRequest('perf', toRecordArgs(args)))).toMatchObject({
      kind: 'allowed',
      argv: ['record', ...options.split(' '), ...injected, ...sleep],
      rule: 'baseline of perf record',
    });
  });
});

describe('a hostile line of perf record', () => {
  it.each(hostileLines)('"%s" is refused by rule %s at place %i', (line, rule, position) => {
    expect(checkArguments(makeRequest('perf', toRecordArgs(line)))).toMatchObject({
      kind: 'refused',
      rule,
      position,
    });
  });
});

describe('a line that is none', () => {
  it.each<[unknown, string]>([
    [undefined, 'shape'],
    [null, 'shape'],
    ['record -a', 'shape'],
    [{ 0: 'record', length: 1 }, 'shape'],
    [['record', '-F', 99, '-a'], 'shape'],
    [['record', ['-o', '/etc/x'], '-a'], 'shape'],
    [['record', '', '-a'], 'shape'],
    [['record', '-a\n'], 'shape'],
    [['record', '-a\u0000'], 'shape'],
    [['record', '\u2013a'], 'shape'],
    [['record', '-\ud800'], 'shape'],
    [['record', `-${'a'.repeat(1024)}`], 'shape'],
    [Array.from({ length: 65 }, () => '-a'), 'shape'],
    [Array.from({ length: 3 }), 'shape'],
    [[], 'subcommand'],
    [['rec', '-a'], 'subcommand'],
    [['Record', '-a'], 'subcommand'],
    [['-a', 'record'], 'subcommand'],
    [['--exec-path=/tmp/x', 'record', '-a'], 'subcommand'],
    [['hasOwnProperty'], 'subcommand'],
    [['lock', '-a'], 'subcommand'],
    [['sched', '-a'], 'subcommand'],
    [['script', '-s', 'py:/tmp/e.py'], 'subcommand'],
  ])('%j is refused by rule %s', (args, rule) => {
    expect(checkArguments(makeRequest('perf', args))).toMatchObject({ kind: 'refused', rule });
  });

  it.each([
    '../perf',
    '/usr/bin/perf',
    'PERF',
    ' perf',
    'perf ',
    '',
    '__proto__',
    'constructor',
    'tshark',
    7,
    null,
    ['perf'],
  ])('tool %j is refused', (tool) => {
    expect(checkArguments(makeRequest(tool, ['record', '-a']))).toMatchObject({
      kind: 'refused',
      rule: 'tool',
      position: 0,
    });
  });
});

describe('node-snapshot', () => {
  it('is allowed without arguments', () => {
    expect(checkArguments(makeRequest('node-snapshot', []))).toMatchObject({ kind: 'allowed', argv: [] });
  });

  it.each([[['-a']], [['record']], [['--']], [['sleep', '5']]])('refuses %j', (args) => {
    expect(checkArguments(makeRequest('node-snapshot', args)).kind).toBe('refused');
  });
});

describe('locked arguments', () => {
  it('stand in the argv and not in what the person wrote', () => {
    expect(
      checkArguments(makeRequest('perf', ['record', '-a'], ['-F49', '--call-graph', 'fp'])),
    ).toMatchObject({
      kind: 'allowed',
      argv: ['record', '-F', '49', '-a', '--call-graph', 'fp', ...injected],
      canonicalArgs: ['record', '-a'],
    });
  });

  it.each<[readonly unknown[], readonly string[], string, number]>([
    [['-F', '49'], ['record', '-a', '-F', '99'], 'locked', 3],
    [['-F', '49'], ['record', '-a', '--freq=49'], 'locked', 3],
    [['-e', 'cpu-clock'], ['record', '-a', '-e', 'cs'], 'locked', 3],
    [['-a'], ['record', '-a'], 'locked', 2],
    [['-a'], ['record', '-p', '1234'], 'conflict', 2],
    [['-F', '5000'], ['record', '-a'], 'value', 0],
    [['-o', '/etc/x'], ['record', '-a'], 'option', 0],
    [['-a', '-a'], ['record'], 'repeat', 0],
    [['sleep', '5'], ['record', '-a'], 'operand', 0],
    [['--'], ['record', '-a'], 'operand', 0],
    [[5], ['record', '-a'], 'shape', 0],
  ])('%j refuse %j by rule %s', (locked, args, rule, position) => {
    expect(checkArguments(makeRequest('perf', args, locked))).toMatchObject({
      kind: 'refused',
      rule,
      position,
    });
  });
});

describe('a refusal', () => {
  it('names argument, place and what would be allowed', () => {
    const verdict = checkArguments(makeRequest('perf', ['record', '-F', '5000', '-a']));
    expect(verdict).toMatchObject({
      message:
        'Cannot run "perf record": argument 3 "5000" is not a value of -F: allowed is a whole number from 1 to 999',
    });
  });

  it.each<[unknown, unknown]>([
    ['perf', ['record', '-a\u001b[31m\r\n\u202e']],
    ['perf\u001b[2J', []],
    ['perf', ['record', `"${'\u0007'.repeat(5_000)}`]],
  ])('of %j prints nothing but ASCII and stays short', (tool, args) => {
    const verdict = checkArguments(makeRequest(tool, args));
    expect(verdict.kind).toBe('refused');
    if (verdict.kind !== 'refused') return;
    expect(verdict.message).toMatch(/^[\x20-\x7e]{1,400}$/);
    expect(verdict.argument).toMatch(/^[\x20-\x7e]{1,80}$/);
  });

  it('lets no operand run longer than the duration', () => {
    const request = { ...makeRequest('perf', ['record', '-a', 'sleep', '6']), durationMs: 5_999 };
    expect(checkArguments(request)).toMatchObject({ kind: 'refused', rule: 'operand', position: 4 });
  });
});
