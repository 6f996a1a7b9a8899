import { expect, it } from 'vitest';
import { validateSpec } from '../kinds/validate-spec.ts';
import { catalogue } from './baseline/catalogue.ts';
import { checkArguments } from './check-arguments.ts';
import { compilePolicy } from './compile-policy.ts';
import { defaultConfigs } from './default-configs.ts';
import { defaultPolicies } from './default-policies.ts';

it('there is one for every tool of the baseline, and the config of the tool names it', () => {
  expect([...defaultPolicies.keys()]).toEqual([...catalogue.keys()]);
  for (const [tool, config] of defaultConfigs) expect(config.argumentPolicy).toBe(tool);
});

it.each([...defaultPolicies])('that of %s is valid and leaves all of the baseline', (tool, policy) => {
  expect(validateSpec('PowerToolArgumentPolicy', policy)).toEqual({ kind: 'valid', spec: policy });
  const compiled = compilePolicy(policy);
  if (compiled.kind === 'rejected') throw new Error(compiled.faults.join('; '));
  const left = [...compiled.policy.subcommands.values()].map(({ options }) =>
    options.map(({ names }) => names),
  );
  expect(left).toEqual(
    catalogue.get(tool)?.subcommands.map(({ options }) => options.map(({ names }) => names)),
  );
});

it.each([
  [['record', '-F', '99', '-a', '-g'], 'allowed'],
  [['record', '-F', '9999', '-a'], 'refused'],
  [['record', '-o', '/etc/passwd', '-a'], 'refused'],
] as const)('perf %j is %s, with it as without it', (args, kind) => {
  const compiled = compilePolicy(defaultPolicies.get('perf') ?? { tool: '', subcommands: [] });
  if (compiled.kind === 'rejected') throw new Error(compiled.faults.join('; '));
  const request = {
    tool: 'perf',
    lockedArgs: [],
    args,
    scope: 'node',
    durationMs: 10_000,
    targetPids: new Set<number>(),
    netDevices: new Set<string>(),
  } as const;
  const [under, without] = [checkArguments(request, compiled.policy), checkArguments(request)];
  expect([under.kind, without.kind]).toEqual([kind, kind]);
  expect(under.kind === 'allowed' ? under.argv : []).toEqual(without.kind === 'allowed' ? without.argv : []);
});
