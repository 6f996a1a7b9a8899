import { describe, expect, it } from 'vitest';
import { checkArguments } from './check-arguments.ts';
import { compilePolicy } from './compile-policy.ts';
import { hostileLines, makeRequest, podLines, toRecordArgs } from './test-lines.ts';

const check = (args: readonly string[], locked: readonly string[] = []) =>
  checkArguments({ ...makeRequest('perf', args, locked), scope: 'pods' });

describe('a line of perf record under pods', () => {
  it.each(podLines)('"$args" is executed as "$options"', ({ args, options, sleepSeconds }) => {
    const sleep = sleepSeconds === undefined ? [] : ['--', '/bin/sleep', String(sleepSeconds)];
    expect(check(toRecordArgs(args))).toMatchObject({
      kind: 'allowed',
      argv: ['record', ...options.split(' '), '--sample-cpu', '-o', '{out:profile}', ...sleep],
    });
  });

  it('needs no options at all, since the agent gives the pids', () => {
    expect(check(['record'])).toMatchObject({
      kind: 'allowed',
      argv: ['record', '-F', '99', '-p', '{pids}', '--sample-cpu', '-o', '{out:profile}'],
      canonicalArgs: ['record'],
    });
  });

  it.each([
    ['-a -g', '-a', 2],
    ['-g --all-cpus', '--all-cpus', 3],
    ['-ga', '-ga', 2],
    ['-C 0', '-C', 2],
    ['-g --cpu=0', '--cpu=0', 3],
  ])('"%s" is refused, since it shows the whole node', (line, argument, position) => {
    expect(check(toRecordArgs(line))).toMatchObject({
      rule: 'confinement',
      position,
      message: `Cannot run "perf record": argument ${position} "${argument}" shows the whole node: leave it out, the processes of the pods are added`,
    });
  });

  it.each(['-p 1234', '-p1234', '--pid=1234', '-g -p 1', '-p {pids}', '-p'])(
    '"%s" is refused, since the pids are the agent\'s to give',
    (line) => {
      expect(check(toRecordArgs(line))).toMatchObject({
        rule: 'confinement',
        message: expect.stringContaining('the pids of the pods are added by the agent'),
      });
    },
  );

  it.each([[['-a']], [['-C', '0']], [['-p', '1234']]])('%j is refused as a locked argument', (locked) => {
    expect(check(['record', '-g'], locked)).toMatchObject({ rule: 'confinement', position: 0 });
  });

  it('keeps the other locked arguments', () => {
    expect(check(['record', '-g'], ['-F', '49'])).toMatchObject({
      argv: ['record', '-F', '49', '-p', '{pids}', '-g', '--sample-cpu', '-o', '{out:profile}'],
      canonicalArgs: ['record', '-g'],
    });
  });

  it('does not name what has no place as what would be allowed', () => {
    expect(check(['record', '-o', 'x'])).toMatchObject({
      rule: 'option',
      message: expect.stringMatching(/allowed are -F, --freq, -e, --event, -g, /),
    });
  });

  // A line that only lacked its processes has them here.
  it.each(hostileLines.filter(([, rule]) => rule !== 'required').map(([line]) => line))(
    '"%s" is as hostile as on a node',
    (line) => {
      expect(check(toRecordArgs(line)).kind).toBe('refused');
    },
  );
});

it('node-snapshot cannot be kept to pods, and the refusal names the tools that can', () => {
  expect(checkArguments({ ...makeRequest('node-snapshot', []), scope: 'pods' })).toMatchObject({
    kind: 'refused',
    rule: 'confinement',
    message:
      'Cannot run "node-snapshot": "node-snapshot" shows the whole node and cannot be kept to pods: tools that can are perf record, perf stat, perf trace, tcpdump, strace, pidstat, ss, ethtool, asprof, py-spy dump, py-spy record, jcmd, gdb',
  });
});

describe('an argument policy under pods', () => {
  const compile = (options: readonly { names: string[]; required: boolean }[]) => {
    const compiled = compilePolicy({
      tool: 'perf',
      subcommands: [{ name: 'record', options: [...options] }],
    });
    if (compiled.kind === 'rejected') throw new Error(compiled.faults.join(', '));
    return compiled.policy;
  };
  const request = { ...makeRequest('perf', ['record', '-F', '9']), scope: 'pods' } as const;
  const frequency = { names: ['-F'], required: false };

  it.each([
    ['leaves -p out', [frequency]],
    ['demands -p', [frequency, { names: ['-p'], required: true }]],
    ['allows -a', [frequency, { names: ['-a'], required: false }]],
  ])("that %s allows the line, whose pids are the agent's", (_what, options) => {
    expect(checkArguments(request, compile(options))).toMatchObject({
      argv: expect.arrayContaining(['-p', '{pids}']),
    });
  });

  it('that demands -a leaves no line', () => {
    const policy = compile([frequency, { names: ['-a'], required: true }]);
    expect(checkArguments(request, policy)).toMatchObject({
      rule: 'policy',
      message: expect.stringContaining('"-a" is demanded by the argument policy'),
    });
  });
});
