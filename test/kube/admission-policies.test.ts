import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../faults/harness/wait-until.ts';
import { type AdmissionStage, home, startAdmissionStage } from './admission-stage.ts';
import { apply, create, createAs, newName, tryApply } from './harness/objects-as-users.ts';
import { createNamespace, messageOf } from './harness/toe-objects.ts';

const outputs = [{ name: 'profile', path: 'perf.data' }];
const subcommands = [{ name: 'record', outputs, presets: { low: ['-F', '19'] } }];
const rules = {
  tool: 'perf',
  subcommands: [{ name: 'record', options: ['-F', '-a', '-g'].map((name) => ({ names: [name] })) }],
  namespaces: [{ names: ['dev-*'], denyOptions: ['-a'], maxDuration: '1m' }],
};

let stage: AdmissionStage;

beforeAll(async () => {
  stage = await startAdmissionStage({ ceiling: { duration: '30m' } });
  for (const namespace of ['dev-x', 'prod']) await createNamespace(stage.server.admin, namespace);
  await stage.install();
  await createAs(admin(), 'PowerToolArgumentPolicy', home, { metadata: { name: 'narrow' }, spec: rules });
  const spec = { argumentPolicy: 'narrow', allowedNamespaces: ['dev-*', 'prod'], subcommands };
  await createAs(admin(), 'PowerToolConfig', home, { metadata: { name: 'perf' }, spec });
  await untilEnforced('Enforce');
});

afterAll(() => stage?.[Symbol.asyncDispose]());

const admin = () => ({ client: stage.server.admin });

/** Resolves when the webhook's coordinator knows of the policy and of the config that names it. */
async function untilEnforced(enforcement: string): Promise<void> {
  const isKnown = async (): Promise<true | undefined> => {
    const [policy, config] = [await stage.source.readPolicy('narrow'), await stage.source.readConfig('perf')];
    const isHeld = policy.kind === 'found' && policy.resource.spec.enforcement === enforcement;
    const names = config.kind === 'found' && config.resource.spec.argumentPolicy === 'narrow';
    return isHeld && names ? true : undefined;
  };
  await waitUntil(isKnown, { timeoutMs: 15_000, what: `the policy to say ${enforcement}` });
}

async function enforce(enforcement: string): Promise<void> {
  const spec = { ...rules, enforcement };
  const object = { metadata: { name: 'narrow' }, spec };
  expect(messageOf(await tryApply(admin(), 'PowerToolArgumentPolicy', home, object))).toMatch(/^20[01] /);
  const contentType = 'application/merge-patch+json';
  const path = `/apis/toe.run/v1alpha1/namespaces/${home}/powertoolargumentpolicies/narrow`;
  await stage.server.admin.send('PATCH', path, { contentType, body: { spec: { enforcement } } });
  await untilEnforced(enforcement);
}

function capture(namespace: string, args: readonly string[], tool: object = {}) {
  const spec = {
    tool: { name: 'perf', args: ['record', ...args], duration: '30s', ...tool },
    targets: { allNodes: true },
  };
  return create(admin(), 'PowerTool', namespace, { metadata: { name: newName() }, spec });
}

describe('at kubectl apply', () => {
  test('an overlay refuses in dev-x what prod may', async () => {
    expect(messageOf(await capture('prod', ['-a']))).toBe('201 ');
    const refused = messageOf(await capture('dev-x', ['-a']));
    expect(refused).toContain('spec.tool.args: Cannot run "perf record": argument 2 "-a" is taken away');
    expect(refused).toContain('; the policy takes it away for namespaces "dev-*"');
    const long = { duration: '2m' };
    expect(messageOf(await capture('prod', ['-a'], long))).toBe('201 ');
    expect(messageOf(await capture('dev-x', ['-g'], long))).toContain(
      'spec.tool.duration: "2m" is above the limit of "1m" that the argument policy of "perf" sets for namespaces "dev-*"',
    );
  });

  test('a tool is refused outside the namespaces that its config allows', async () => {
    expect(messageOf(await capture('oncall', ['-a']))).toContain(
      'spec.tool.name: "perf" is not for captures of namespace "oncall": its config allows dev-*, prod',
    );
  });

  test('a preset is added, and refused beside what sets the same', async () => {
    expect(messageOf(await capture('prod', ['-a'], { resolutionPreset: 'low' }))).toBe('201 ');
    expect(messageOf(await capture('prod', ['-a', '-F', '49'], { resolutionPreset: 'low' }))).toContain(
      'spec.tool.resolutionPreset: "low" adds -F 19, which argument 3 "-F" sets as well',
    );
  });

  test('a duration above the ceiling is refused, and a config above it is warned of', async () => {
    expect(messageOf(await capture('prod', ['-a'], { duration: '31m' }))).toContain(
      'spec.tool.duration: "31m" is above the limit of "30m" that the coordinator\'s ceiling sets',
    );
    const spec = { description: 'edited', argumentPolicy: 'narrow', subcommands };
    const answer = await tryApply(admin(), 'PowerToolConfig', home, { metadata: { name: 'perf' }, spec });
    expect(messageOf(answer)).toMatch(/^200 /);
    expect(answer.warnings.join()).toContain(
      'spec.limits.duration: \\"1h\\" is above the ceiling of \\"30m\\"',
    );
  });

  test('what only a policy that warns would refuse is let through with a warning that says so', async () => {
    await enforce('Warn');
    const answer = await capture('dev-x', ['-a', '-g'], { duration: '2m' });
    expect(messageOf(answer)).toBe('201 ');
    expect(answer.warnings.join()).toContain('spec.tool.duration: \\"2m\\" is above the limit of \\"1m\\"');
    expect(answer.warnings.join()).toContain('argument 2 \\"-a\\" is taken away by the argument policy');
    expect(answer.warnings.join()).toContain('policy \\"narrow\\" only warns of it');
    const beyond = await capture('dev-x', ['-a', '-o', 'x']);
    expect(messageOf(beyond)).toMatch(/^422 .*argument 3 "-o" has no place in the grammar/);
  });

  test('what only a policy that audits would refuse is let through without a word', async () => {
    await enforce('Audit');
    const answer = await capture('dev-x', ['-a', '-g']);
    expect(messageOf(answer)).toBe('201 ');
    expect(answer.warnings).toEqual([]);
    expect(messageOf(await capture('dev-x', ['-a', '-o', 'x']))).toMatch(/^422 /);
  });

  test('a policy that nothing could satisfy is refused with the field', async () => {
    const spec = {
      ...rules,
      subcommands: [{ name: 'record', options: [{ names: ['-a'], required: true }] }],
    };
    const answer = await apply(admin(), 'PowerToolArgumentPolicy', home, {
      metadata: { name: 'dead' },
      spec,
    });
    expect(messageOf(answer)).toMatch(
      /^422 .*spec\.namespaces\[0\]\.denyOptions\[0\]: takes away -a, which the policy requires: nothing of perf record could run/,
    );
  });
});
