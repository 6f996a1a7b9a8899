import { describe, expect, it } from 'vitest';
import type { PolicyRules } from '../kinds/power-tool-argument-policy.ts';
import { checkArguments } from './check-arguments.ts';
import { compilePolicy } from './compile-policy.ts';
import { type NamespacePolicy, narrowToNamespace } from './narrow-to-namespace.ts';
import { makeRequest } from './test-lines.ts';

const rules: PolicyRules = {
  tool: 'perf',
  maxDuration: '20m',
  subcommands: [
    { name: 'record', options: ['-F', '-a', '-g', '-p'].map((name) => ({ names: [name], required: false })) },
  ],
  namespaces: [
    { names: ['dev-*', 'play'], denyOptions: ['--all-cpus'] },
    { names: ['*-small'], maxDuration: '5m' },
    { names: ['closed'], denySubcommands: ['record'] },
    { names: ['dev-strict'], denyOptions: ['-g'], maxDuration: '10m' },
  ],
};

function narrow(namespace: string): NamespacePolicy {
  const compiled = compilePolicy(rules);
  if (compiled.kind === 'rejected') throw new Error(compiled.faults.join(', '));
  return narrowToNamespace(compiled.policy, namespace);
}

function judge(namespace: string, line: string, durationMs = 1_000): string {
  const request = { ...makeRequest('perf', line.split(' ')), durationMs };
  const verdict = checkArguments(request, narrow(namespace).policy);
  return verdict.kind === 'refused' ? verdict.rule : 'allowed';
}

describe('an overlay', () => {
  it.each([
    ['prod', 'record -a -g', 'allowed'],
    ['dev', 'record -a', 'allowed'],
    ['dev-blue', 'record -a', 'policy'],
    ['dev-blue', 'record --all-cpus', 'policy'],
    ['dev-blue', 'record -ag', 'policy'],
    ['dev-blue', 'record -p 1234 -g', 'allowed'],
    ['play', 'record -a', 'policy'],
    ['closed', 'record -p 1234', 'policy'],
    ['dev-strict', 'record -p 1234 -g', 'policy'],
    ['dev-strict', 'record -p 1234', 'allowed'],
  ])('in namespace %s makes of "%s": %s', (namespace, line, expected) => {
    expect(judge(namespace, line)).toBe(expected);
  });

  it.each([
    ['prod', 20],
    ['a-small', 5],
    ['dev-small', 5],
    ['dev-strict', 10],
  ])('in namespace %s bounds the duration to %i minutes', (namespace, minutes) => {
    expect(judge(namespace, 'record -p 1234', minutes * 60_000)).toBe('allowed');
    expect(judge(namespace, 'record -p 1234', minutes * 60_000 + 1)).toBe('duration');
  });

  it('says by which globs it holds, and leaves the digest', () => {
    expect(narrow('prod').overlaid).toEqual([]);
    expect(narrow('dev-strict').overlaid).toEqual(['dev-*', 'dev-strict']);
    expect(narrow('dev-strict').policy.digest).toBe(narrow('prod').policy.digest);
  });
});
