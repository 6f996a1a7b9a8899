import { describe, expect, it } from 'vitest';
import { check, outcome, policy, type World } from './check-capture.fixture.ts';
import type { CheckedCapture } from './check-capture.ts';

describe('options that a config has locked', () => {
  const record = { defaultArgs: ['-F', '49', '--all-user', '-e', 'cpu-clock'] };

  it('stand on the line although nobody asked for them', () => {
    expect(outcome(check('-a', {}, { record }))).toBe('record -F 49 -e cpu-clock -a --all-user');
  });

  it.each([
    ['repeated', '-a -F 49'],
    ['repeated by their long names', '-a --freq 49'],
    ['repeated with a joined value', '-a -F49'],
    ['repeated with an equals sign', '-a --freq=49'],
    ['overridden', '-a -F 99'],
    ['overridden where they may stand several times', '-a -e cycles'],
    ['overridden before their turn', '-F 99 -a'],
    ['repeated as a flag', '-a --all-user'],
  ])('cannot be %s', (_, line) => {
    expect(outcome(check(line, {}, { record }))).toMatch(
      /^spec\.tool\.args: .* sets -[^ ]+, which the config has locked: leave it out$/,
    );
  });

  it.each([
    ['contradicted', '-a --all-kernel', 'cannot stand beside --all-user'],
    ['negated', '-a --no-all-user', 'has no place in the grammar'],
    ['shortened and repeated', '-a --fre 99', 'has no place in the grammar'],
    ['hidden in a cluster', '-aF 99', 'hides -F'],
    ['left behind by an end of options', '-a -- -F 99', 'would be run as a program'],
  ])('cannot be %s', (_, line, why) => {
    expect(outcome(check(line, {}, { record }))).toContain(why);
  });

  it('cannot be set by a preset either', () => {
    const presets = { low: ['-F', '19'] };
    const checked = check('-a', { resolutionPreset: 'low' }, { record: { ...record, presets } });
    expect(outcome(checked)).toContain('sets -F, which the config has locked');
  });
});

describe('an overlay of the policy', () => {
  it('refuses in its namespaces what others may, and says so', () => {
    const world = { policy: policy() };
    expect(outcome(check('-a', {}, { ...world, namespace: 'prod' }))).toBe('record -F 99 -a');
    expect(outcome(check('-a', {}, { ...world, namespace: 'dev-blue' }))).toMatch(
      /^spec\.tool\.args: .*"-a" is taken away by the argument policy: .*; the policy takes it away for namespaces "dev-\*"$/,
    );
    const long = { duration: '2m' };
    expect(check('-a', long, { ...world, namespace: 'prod' }).kind).toBe('valid');
    expect(outcome(check('-a', long, { ...world, namespace: 'dev-blue' }))).toContain(
      'spec.tool.duration: "2m" is above the limit of "1m" that the argument policy of "perf" sets for namespaces "dev-*"',
    );
  });
});

describe.each(['Warn', 'Audit'] as const)('a policy that says %s', (enforcement) => {
  const world = { policy: policy(enforcement) };
  const outside = (checked: CheckedCapture) => (checked.kind === 'valid' ? checked.outsidePolicy : undefined);

  it('says nothing of what it allows', () => {
    const checked = check('-a -F 99', {}, world);
    expect(outcome(checked)).toBe('record -F 99 -a');
    expect(outside(checked)).toBeUndefined();
  });

  it('lets pass what only it would refuse, and says what that is', () => {
    const checked = check('-a -i -F 199', { duration: '20m' }, world);
    expect(outcome(checked)).toBe('record -F 199 -a -i');
    expect(outside(checked)).toEqual({
      policy: 'narrow',
      enforcement,
      why: [
        'spec.tool.duration: "20m" is above the limit of "10m" that the argument policy of "perf" sets',
        expect.stringMatching(/^spec\.tool\.args: .*"-i" is taken away by the argument policy/) as unknown,
      ],
    });
  });

  it('lets an overlay pass likewise', () => {
    const checked = check('-a', {}, { ...world, namespace: 'dev-blue' });
    expect(outcome(checked)).toBe('record -F 99 -a');
    expect(outside(checked)?.why).toHaveLength(1);
  });

  it('passes neither the baseline nor the config', () => {
    expect(outcome(check('-a -o x', {}, world))).toContain('argument 3 "-o" has no place in the grammar');
    expect(outcome(check('-a -F 5000', {}, world))).toContain('a whole number from 1 to 999');
    expect(outcome(check('-a -i', { duration: '2h' }, world))).toContain('that the config of "perf" sets');
    const record = { defaultArgs: ['-i'] };
    expect(outcome(check('-a -i', {}, { ...world, record }))).toContain('which the config has locked');
  });
});

describe('the namespaces that a config allows', () => {
  const world = (namespace: string): World => ({
    config: { allowedNamespaces: ['prod-*', 'oncall'] },
    namespace,
  });

  it.each(['prod-', 'prod-eu', 'oncall'])('hold %s', (namespace) => {
    expect(check('-a', {}, world(namespace)).kind).toBe('valid');
  });

  it.each(['prod', 'my-prod-eu', 'oncall-2'])('do not hold %s', (namespace) => {
    expect(outcome(check('-a', {}, world(namespace)))).toBe(
      `spec.tool.name: "perf" is not for captures of namespace "${namespace}": its config allows prod-*, oncall`,
    );
  });

  it('are all where there is none', () => {
    expect(check('-a', {}, { config: { allowedNamespaces: [] }, namespace: 'any' }).kind).toBe('valid');
  });
});

describe('the ceiling', () => {
  it('holds in place of what the config gives, and is named where a capture asks for more', () => {
    const ceiling = { cpu: '500m', memory: '64Mi', pids: 8, outputBytes: '1Gi', duration: '10m' };
    expect(check('-a', {}, { ceiling })).toMatchObject({
      command: {
        caps: { cpuPercent: 50, memoryBytes: 64 * 2 ** 20, pids: 8, outputBytes: 2 ** 30 },
      },
    });
    const asked = outcome(check('-a', { duration: '11m', maxCPUPercent: 51 }, { ceiling }));
    expect(asked).toContain(
      'spec.tool.duration: "11m" is above the limit of "10m" that the coordinator\'s ceiling sets',
    );
    expect(asked).toContain("51 is above the limit of 50 that the coordinator's ceiling sets");
  });
});

it.each([
  ['0', 1],
  ['4m', 1],
  ['250m', 25],
])('a CPU request of %s weighs as %i per cent of a core', (cpu, cpuRequestPercent) => {
  const resources = { requests: { cpu }, limits: { cpu: '1' } };
  expect(check('-a', {}, { config: { resources } })).toMatchObject({
    command: { caps: { cpuRequestPercent } },
  });
});

describe('limits of disk bandwidth', () => {
  const limits = { readBytesPerSecond: '1Mi', writeBytesPerSecond: '2M' };

  it('go with the command as the config has them', () => {
    expect(check('-a', {}, { config: { limits } })).toMatchObject({
      command: { caps: { readBytesPerSecond: 2 ** 20, writeBytesPerSecond: 2_000_000 } },
    });
    expect(check('-a', {}, {})).toMatchObject({
      command: { caps: { readBytesPerSecond: 0, writeBytesPerSecond: 0 } },
    });
  });

  it('are those of the ceiling where the config has none or more', () => {
    const ceiling = { readBytesPerSecond: '512Ki', writeBytesPerSecond: '64Ki' };
    const caps = { readBytesPerSecond: 2 ** 19, writeBytesPerSecond: 2 ** 16 };
    expect(check('-a', {}, { ceiling })).toMatchObject({ command: { caps } });
    expect(check('-a', {}, { ceiling, config: { limits } })).toMatchObject({ command: { caps } });
  });
});

it('the range of versions goes with the command, and asks for an agent that knows it', () => {
  expect(check('-a', {}, { config: { version: '>=5.15 <7' } })).toMatchObject({
    command: { versionRange: '>=5.15 <7' },
  });
  expect(check('-a', {}, {})).toMatchObject({ command: { versionRange: '' } });
});
