import { describe, expect, it } from 'vitest';
import { findRules, type LineRules, noRules } from './find-rules.ts';
import { findDecider, judgeLine, type LineRequest } from './judge-line.ts';
import { configText, documentsOf, policyText } from './policies.fixture.ts';

const request = (line: string, durationMs = 30_000): LineRequest => ({
  tool: 'perf',
  args: line.split(' '),
  durationMs,
  scope: 'node',
  targetPids: new Set(),
  netDevices: new Set(),
});

function rulesOf(...texts: readonly string[]): LineRules {
  const found = findRules(documentsOf(...texts), { tool: 'perf', namespace: 'default' });
  if (found.kind === 'faulty') throw new Error(found.faults.map(({ message }) => message).join('; '));
  return found.rules;
}

const policy = policyText('narrow', ['{names: [-F], value: {max: 99}}', '{names: [-a]}'], {
  more: '  maxDuration: 5m\n',
});
const config = configText('perf', {
  policy: 'narrow',
  defaultArgs: '[-g]',
  more: '  limits: {duration: 10m}\n',
});

describe('a line', () => {
  it.each([
    ['record -F 99 -a', 'record -F 99 -a -g'],
    ['record -a', 'record -F 99 -a -g'],
  ])('"%s" under config and policy becomes "%s"', (line, argv) => {
    expect(judgeLine(request(line), rulesOf(policy, config))).toMatchObject({
      kind: 'allowed',
      argv: [...argv.split(' '), '--sample-cpu', '-o', '{out:profile}'],
      message: '',
    });
  });

  it.each([
    ['record -F 199 -a', 30_000, 'value', 3, 'policy'],
    ['record -F 5000 -a', 30_000, 'value', 3, 'baseline'],
    ['record -a -i', 30_000, 'policy', 3, 'policy'],
    ['record -a -g', 30_000, 'policy', 3, 'policy'],
    ['record -a -o x', 30_000, 'option', 3, 'baseline'],
    ['record -a', 400_000, 'duration', 0, 'policy'],
    ['', 30_000, 'shape', 1, 'baseline'],
  ])('"%s" for %i ms is refused by rule %s at %i of the %s', (line, durationMs, rule, position, decider) => {
    const rules = rulesOf(policy, config);
    const verdict = judgeLine(request(line, durationMs), rules);
    expect(verdict).toMatchObject({ kind: 'refused', rule, position });
    if (verdict.kind === 'allowed') return;
    expect(findDecider(request(line, durationMs), rules, verdict)).toBe(decider);
  });

  it.each([
    ['record -a -g', 30_000, 'locked', 3],
    ['stat -a', 30_000, 'subcommand', 1],
    ['record -a', 601_000, 'duration', 0],
  ])('"%s" for %i ms is refused by rule %s of the config', (line, durationMs, rule, position) => {
    const rules = rulesOf(config.replace('  argumentPolicy: narrow\n', ''));
    const verdict = judgeLine(request(line, durationMs), rules);
    expect(verdict).toMatchObject({ kind: 'refused', rule, position });
    if (verdict.kind === 'allowed') return;
    expect(findDecider(request(line, durationMs), rules, verdict)).toBe('config');
  });

  it('that is too long is told so in the words of durations', () => {
    const { message } = judgeLine(request('record -a', 400_000), rulesOf(policy, config));
    expect(message).toContain('"6m40s" is longer than the argument policy allows: 5m');
  });

  it.each(['Warn', 'Audit'] as const)(
    'outside a policy with enforcement %s is allowed with a word',
    (word) => {
      const { policy: binding, config: bound } = rulesOf(policy, config);
      if (binding === undefined) throw new Error('the policy binds');
      const rules = { policy: { ...binding, enforcement: word }, config: bound };
      expect(judgeLine(request('record -F 199 -a'), rules)).toMatchObject({
        kind: 'allowed',
        argv: expect.arrayContaining(['199', '-g']),
        message: expect.stringContaining('argument 3 "199" is not a value of -F'),
      });
      expect(judgeLine(request('record -a -o x'), rules)).toMatchObject({ kind: 'refused', rule: 'option' });
      expect(judgeLine(request('record -F 9 -a'), rules)).toMatchObject({ kind: 'allowed', message: '' });
    },
  );

  it.each([undefined, null, 7, {}, 'record', [7], [['record']], { length: 3 }])(
    'of args %j is refused by its shape and never throws',
    (args) => {
      for (const rules of [noRules, rulesOf(policy, config)])
        expect(judgeLine({ ...request('x'), args }, rules)).toMatchObject({ kind: 'refused', rule: 'shape' });
    },
  );
});
