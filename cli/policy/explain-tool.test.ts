import { describe, expect, it } from 'vitest';
import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { type Explanation, explainTool } from './explain-tool.ts';
import { findRules, noRules } from './find-rules.ts';
import { configText, documentsOf, policyText } from './policies.fixture.ts';

function explain(words: string, ...texts: readonly string[]): Explanation {
  const found = findRules(documentsOf(...texts), { tool: 'perf', namespace: 'default' });
  if (found.kind === 'faulty') throw new Error(found.faults.map(({ message }) => message).join('; '));
  return explainTool('perf', words === '' ? [] : words.split(' '), found.rules);
}

const textOf = (explanation: Explanation): string =>
  explanation.kind === 'explained' ? explanation.text : explanation.message;

const policy = policyText('narrow', ['{names: [-F], value: {max: 49}}', '{names: [-a]}'], {
  more: '  maxDuration: 5m\n',
});

describe('an explanation', () => {
  it.each(
    [...catalogue].flatMap(([tool, { subcommands }]) => subcommands.map(({ name }) => ({ tool, name }))),
  )('of $tool $name is about it alone and fits into 80 columns', ({ tool, name }) => {
    const text = textOf(explainTool(tool, name === '' ? [] : name.split(' '), noRules));
    expect(text.startsWith(`Usage: ${`${tool} ${name}`.trim()}`)).toBe(true);
    expect(text.match(/^Usage: /gm)).toHaveLength(1);
    for (const line of text.split('\n')) expect(line).toMatch(/^[\x20-\x7e]{0,80}$/);
  });

  it('of a tool has all its subcommands', () => {
    expect(textOf(explain('')).match(/^Usage: perf .*/gm)).toHaveLength(4);
  });

  it('under rules has what those leave, and where they stand', () => {
    const config = configText('perf', { policy: 'narrow', defaultArgs: '[--all-user]' });
    const text = textOf(explain('', policy, config));
    expect(text.match(/^Usage: /gm)).toHaveLength(1);
    expect(text).toMatch(/-F, --freq N .* 1 to 49$/m);
    expect(text).not.toContain('--call-graph MODE');
    expect(text).toContain('\nThe duration is at most 5m.\n');
    expect(text).toContain('The config adds to every perf record, and no line may repeat it: --all-user\n');
    expect(text).toContain('The config lets it run for at most 1h.\n');
    expect(text).toContain('By argument policy "narrow" (a.yaml:1), config (a.yaml:13).\n');
  });

  it('under a policy that does not enforce has all of the baseline, and says so', () => {
    const found = findRules(documentsOf(policy), { tool: 'perf', namespace: 'default' });
    const binding = found.kind === 'found' ? found.rules.policy : undefined;
    if (binding === undefined) throw new Error('the policy binds');
    const rules = { policy: { ...binding, enforcement: 'Audit' as const }, config: undefined };
    const text = textOf(explainTool('perf', ['stat'], rules));
    expect(text).toMatch(/^Usage: perf stat /);
    expect(text).toContain('The policy takes nothing away: its enforcement is Audit.\n');
  });

  it.each([
    ['nope', 'unknown', 'use record, stat, trace, sched record'],
    ['sched', 'unknown', 'there is no such subcommand'],
    ['record -a', 'unknown', 'there is no such subcommand'],
    ['\u001b[31m', 'unknown', '\\u{1b}[31m'],
    ['stat', 'refused', 'the rules leave only record: argument policy "narrow" (a.yaml:1)'],
    ['sched record', 'refused', 'Cannot explain "perf sched record"'],
  ])('of "%s" there is none: %s', (words, kind, message) => {
    const explanation = explain(words, policy);
    expect(explanation.kind).toBe(kind);
    expect(textOf(explanation)).toContain(message);
    expect(textOf(explanation)).toMatch(/^[\x20-\x7e]+$/);
  });

  it('leaves nothing of a tool whose config and policy have no subcommand in common', () => {
    const config = configText('perf', { policy: 'narrow', subcommand: 'stat' });
    expect(explain('', policy, config)).toMatchObject({ kind: 'refused' });
  });
});
