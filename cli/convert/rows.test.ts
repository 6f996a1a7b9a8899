import { describe, expect, it } from 'vitest';
import { convertObject } from './convert-object.ts';
import { type Effect, makeOldObject } from './field-row.ts';
import {
  type Data,
  kindOf,
  makeCapture,
  makeConfig,
  oldCapture,
  oldConfig,
  withValue,
} from './old-objects.fixture.ts';

/** Old place, its value, what becomes of it, our place, our value there, a part of the explanation. */
type Case = readonly [string, unknown, Effect, string, unknown, string];

const here = 'spec.targets.namespaceSelector';
const nothing = undefined;

// biome-ignore format: a table
const captureCases: readonly Case[] = [
  ['metadata.name', 'cpu-2', 'carried', 'metadata.name', 'cpu-2', ''],
  ['metadata.name', 'my.cpu', 'refused', 'metadata.name', 'my.cpu', 'is not a name'],
  ['metadata.name', undefined, 'refused', 'metadata.name', nothing, 'name the object'],
  ['metadata.namespace', 'pay', 'carried', 'metadata.namespace', 'pay', ''],
  ['metadata.labels', { team: 'a' }, 'carried', 'metadata.labels', { team: 'a' }, ''],
  ['metadata.labels', { team: 1 }, 'refused', 'metadata.labels', nothing, '1, of team, is not text'],
  ['metadata.labels', 'team', 'refused', 'metadata.labels', nothing, 'is not an object'],
  ['metadata.annotations', { a: 'b' }, 'carried', 'metadata.annotations', { a: 'b' }, ''],
  ['metadata.annotations', { a: 'b', 'kubectl.kubernetes.io/last-applied-configuration': '{}' }, 'carried', 'metadata.annotations', { a: 'b' }, 'kubectl writes it'],
  ['metadata.annotations', { 'kubectl.kubernetes.io/last-applied-configuration': '{}' }, 'leftOut', 'metadata.annotations', nothing, 'kubectl writes it'],
  ['metadata.generateName', 'cpu-', 'refused', 'metadata.generateName', nothing, 'metadata.name'],
  ['metadata.finalizers', ['x/y'], 'leftOut', 'metadata.finalizers', nothing, 'does not look after'],
  ['metadata.ownerReferences', [{ uid: '1' }], 'refused', 'metadata.ownerReferences', nothing, 'let that one create'],
  ['metadata.uid', 'u', 'leftOut', 'metadata.uid', nothing, 'API server'],
  ['metadata.generation', 2, 'leftOut', 'metadata.generation', nothing, 'API server'],
  ['metadata.resourceVersion', '7', 'leftOut', 'metadata.resourceVersion', nothing, 'API server'],
  ['metadata.creationTimestamp', null, 'leftOut', 'metadata.creationTimestamp', nothing, 'no value'],
  ['metadata.deletionTimestamp', 'now', 'leftOut', 'metadata.deletionTimestamp', nothing, 'API server'],
  ['metadata.deletionGracePeriodSeconds', 0, 'leftOut', 'metadata.deletionGracePeriodSeconds', nothing, 'API server'],
  ['metadata.managedFields', [], 'leftOut', 'metadata.managedFields', nothing, 'API server'],
  ['metadata.selfLink', '/x', 'leftOut', 'metadata.selfLink', nothing, 'API server'],
  ['status', { phase: 'Completed', activePods: { a: 'b' } }, 'leftOut', 'status', nothing, 'the coordinator writes it'],

  ['spec.targets.labelSelector', { matchLabels: { app: 'web' } }, 'changed', 'spec.targets.labelSelector', { matchLabels: { app: 'web' } }, 'once on each of their nodes'],
  ['spec.targets.labelSelector', { matchLabels: {}, matchExpressions: [{ key: 'a', operator: 'Exists' }] }, 'changed', 'spec.targets.labelSelector', { matchExpressions: [{ key: 'a', operator: 'Exists' }] }, ''],
  ['spec.targets.labelSelector', {}, 'refused', 'spec.targets.labelSelector', {}, 'selects nothing'],
  ['spec.targets.labelSelector', { matchLabels: { 'a b': 'c' } }, 'refused', 'spec.targets.labelSelector', { matchLabels: { 'a b': 'c' } }, 'is not a label key'],
  ['spec.targets.namespaceSelector.matchNames', ['a', 'b'], 'changed', here, { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['a', 'b'] }] }, "instead of those of the object's own"],
  ['spec.targets.namespaceSelector.matchNames', [], 'leftOut', here, nothing, "the object's own namespace"],
  ['spec.targets.namespaceSelector.matchNames', 'a', 'refused', here, nothing, 'is not a list'],
  ['spec.targets.namespaceSelector.matchRegex', '^shop-', 'refused', here, nothing, 'by labels, not by patterns'],
  ['spec.targets.container', 'app', 'changed', 'spec.targets.container', 'app', 'is a fault here'],
  ['spec.targets.container', '', 'leftOut', 'spec.targets.container', nothing, 'all containers'],
  ['spec.targets.container', 'App', 'refused', 'spec.targets.container', 'App', 'it stays'],

  ['spec.tool.name', 'perf', 'carried', 'spec.tool.name', 'perf', 'without -config'],
  ['spec.tool.name', 'chaos', 'refused', 'spec.tool.name', 'chaos', 'no agent has a tool "chaos"'],
  ['spec.tool.args', ['record', '-F', '49', '-g'], 'changed', 'spec.tool.args', ['record', '-F', '49', '-g'], 'parsed'],
  ['spec.tool.args', ['record', '-p', '4711'], 'refused', 'spec.tool.args', ['record', '-p', '4711'], 'has no place beside pods'],
  ['spec.tool.args', ['record', '-o', '/etc/passwd'], 'refused', 'spec.tool.args', ['record', '-o', '/etc/passwd'], '"-o"'],
  ['spec.tool.args', { cpu: true }, 'refused', 'spec.tool.args', { cpu: true }, 'is not a list'],
  ['spec.tool.args', undefined, 'refused', 'spec.tool.args', nothing, 'is missing: allowed are record'],
  ['spec.tool.duration', '30s', 'carried', 'spec.tool.duration', '30s', 'for every tool alike'],
  ['spec.tool.duration', '1.5m', 'changed', 'spec.tool.duration', '1m30s', 'for every tool alike'],
  ['spec.tool.duration', '2s', 'refused', 'spec.tool.duration', '2s', 'is below the limit of 5s'],
  ['spec.tool.duration', 30, 'refused', 'spec.tool.duration', 30, 'has no unit: write 30s'],
  ['spec.tool.warmup', '5s', 'changed', 'spec.tool.warmup', '5s', 'after the start instant'],
  ['spec.tool.warmup', 'later', 'refused', 'spec.tool.warmup', nothing, 'is not a duration'],
  ['spec.tool.resolutionPreset', 'high', 'changed', 'spec.tool.resolutionPreset', 'high', 'the config has for it'],
  ['spec.tool.resolutionPreset', 'ultra', 'refused', 'spec.tool.resolutionPreset', nothing, 'low, medium or high'],
  ['spec.tool.maxCPUPercent', 10, 'changed', 'spec.tool.maxCPUPercent', 10, 'per cent of one core'],
  ['spec.tool.maxCPUPercent', 0, 'refused', 'spec.tool.maxCPUPercent', nothing, 'is below the limit of 1'],

  ['spec.output.mode', 'ephemeral', 'changed', 'spec.output.mode', 'node', 'on the node until fetched or expired'],
  ['spec.output.mode', 'collector', 'changed', 'spec.output.mode', 'store', 'on the node until fetched or expired'],
  ['spec.output.mode', 'pvc', 'changed', 'spec.output.mode', 'store', 'on the node until fetched or expired'],
  ['spec.output.mode', 's3', 'refused', 'spec.output.mode', nothing, '"s3" has no counterpart'],
  ['spec.output.pvc.claimName', 'data', 'refused', 'spec.output.pvc', nothing, 'toe download'],
  ['spec.output.pvc.path', '/data', 'refused', 'spec.output.pvc', nothing, 'toe download'],
  ['spec.output.collector.endpoint', 'https://toe-collector.toe-system.svc.cluster.local:8443', 'leftOut', 'spec.output.collector', nothing, 'agents send to their coordinator'],
  ['spec.output.collector.endpoint', 'https://kubecodriver-collector.ns.svc:8443', 'leftOut', 'spec.output.collector', nothing, 'agents send to their coordinator'],
  ['spec.output.collector.endpoint', 'https://files.example.com', 'refused', 'spec.output.collector', nothing, 'an administrator chooses'],
  ['spec.output.rollingInterval', '10s', 'changed', 'spec.output.rollingInterval', '10s', 'sent while the tool runs'],
  ['spec.output.rollingInterval', 'often', 'refused', 'spec.output.rollingInterval', nothing, 'is not a duration'],
  ['spec.output.compress', 'gzip', 'renamed', 'spec.output.compression', 'gzip', 'did not act on it'],
  ['spec.output.compress', 'lz4', 'refused', 'spec.output.compression', nothing, 'has no counterpart'],
  ['spec.output.retentionDays', 14, 'renamed', 'spec.output.retention', '14d', 'removed'],
  ['spec.output.retentionDays', 0, 'refused', 'spec.output.retention', nothing, 'is below the limit'],
  ['spec.output.retentionDays', undefined, 'defaulted', 'spec.output.retention', nothing, 'kept files'],

  ['spec.budgets.maxConcurrentPods', 3, 'changed', 'spec.budgets.maxConcurrentNodes', 3, 'later waves'],
  ['spec.budgets.maxConcurrentPods', -1, 'refused', 'spec.budgets.maxConcurrentNodes', nothing, 'is below the limit'],
  ['spec.budgets.perPodOverheadTarget', 5, 'changed', 'spec.budgets.perNodeOverheadPercent', 5, 'in per cent of one core'],
  ['spec.budgets.perPodOverheadTarget', -1, 'refused', 'spec.budgets.perNodeOverheadPercent', nothing, 'is below the limit'],
  ['spec.failurePolicy.onError', 'stop', 'changed', 'spec.failurePolicy.onError', 'Abort', 'keeps what there is'],
  ['spec.failurePolicy.onError', 'Continue', 'changed', 'spec.failurePolicy.onError', 'Continue', 'keeps what there is'],
  ['spec.failurePolicy.onError', 'panic', 'refused', 'spec.failurePolicy.onError', nothing, '"panic" has no counterpart'],
  ['spec.failurePolicy.backoff.initial', '10s', 'changed', 'spec.failurePolicy.backoff.initial', '10s', 'tried again'],
  ['spec.failurePolicy.backoff.max', '5m', 'changed', 'spec.failurePolicy.backoff.max', '5m', 'tried again'],
  ['spec.failurePolicy.backoff.multiplier', '2', 'changed', 'spec.failurePolicy.backoff.multiplier', 2, 'a number'],
  ['spec.failurePolicy.backoff.multiplier', '1.5', 'refused', 'spec.failurePolicy.backoff.multiplier', nothing, 'not a whole number'],
  ['spec.failurePolicy.backoff', undefined, 'defaulted', 'spec.failurePolicy.retries', nothing, 'did not try'],
  ['spec.schedule', '0 2 * * *', 'changed', 'spec.schedule', '0 2 * * *', 'template'],
  ['spec.schedule', '', 'leftOut', 'spec.schedule', nothing, 'at once'],
  ['spec.schedule', 5, 'refused', 'spec.schedule', 5, 'it stays'],
  ['spec.ttlSecondsAfterFinished', 500, 'changed', 'spec.ttlSecondsAfterFinished', 500, 'deletionPolicy'],
  ['spec.ttlSecondsAfterFinished', -1, 'refused', 'spec.ttlSecondsAfterFinished', nothing, 'is below the limit'],
];

// biome-ignore format: a table
const configCases: readonly Case[] = [
  ['metadata.name', 'perf-config', 'leftOut', 'metadata.name', 'perf', 'named as its tool'],
  ['metadata.namespace', 'tools', 'changed', 'metadata.namespace', 'toe-system', "coordinator's namespace"],
  ['metadata.namespace', undefined, 'defaulted', 'metadata.namespace', 'toe-system', 'there alone'],
  ['spec.name', 'perf', 'renamed', 'metadata.name', 'perf', 'spec.tool.name'],
  ['spec.name', 'chaos', 'refused', 'metadata.name', 'chaos', 'no agent has a tool "chaos"'],
  ['spec.image', 'registry:5000/x/kubecodriver-perf:v1@sha256:00', 'changed', 'spec.binary.path', '/usr/bin/perf', 'not an image'],
  ['spec.image', 'perf', 'changed', 'spec.binary.path', '/usr/bin/perf', 'not an image'],
  ['spec.image', 'ghcr.io/x/debugger:v1', 'refused', 'spec.binary.path', '/usr/bin/perf', 'cannot be brought to a node'],
  ['spec.securityContext.allowPrivileged', false, 'leftOut', 'spec.securityContext', nothing, 'no tool is privileged'],
  ['spec.securityContext.allowPrivileged', true, 'refused', 'spec.securityContext', nothing, 'capabilities.add'],
  ['spec.securityContext.allowHostPID', true, 'leftOut', 'spec.securityContext', nothing, 'on the node'],
  ['spec.securityContext.allowHostPID', false, 'refused', 'spec.securityContext', nothing, 'on the node'],
  ['spec.securityContext.runAsRoot', true, 'leftOut', 'spec.securityContext', nothing, 'tool is root'],
  ['spec.securityContext.runAsRoot', false, 'refused', 'spec.securityContext', nothing, 'is root'],
  ['spec.securityContext.capabilities.add', ['PERFMON', 'CAP_SYSLOG'], 'carried', 'spec.securityContext.capabilities.add', ['PERFMON', 'SYSLOG'], 'no others'],
  ['spec.securityContext.capabilities.add', ['PERFMON', 'NET_ADMIN'], 'refused', 'spec.securityContext.capabilities.add', ['PERFMON'], 'no agent gives the tool NET_ADMIN'],
  ['spec.securityContext.capabilities.add', 'ALL', 'refused', 'spec.securityContext.capabilities.add', nothing, 'is not a list'],
  ['spec.securityContext.capabilities.drop', ['ALL'], 'leftOut', 'spec.securityContext', nothing, 'are dropped'],
  ['spec.allowedNamespaces', ['a'], 'carried', 'spec.allowedNamespaces', ['a'], ''],
  ['spec.allowedNamespaces', ['A'], 'refused', 'spec.allowedNamespaces', ['A'], 'it stays'],
  ['spec.allowedNamespaces', [], 'leftOut', 'spec.allowedNamespaces', nothing, 'all namespaces'],
  ['spec.description', 'CPU', 'carried', 'spec.description', 'CPU', ''],
  ['spec.description', 'x'.repeat(300), 'refused', 'spec.description', nothing, 'is too long'],
  ['spec.version', 'v1.0.12', 'leftOut', 'spec.version', nothing, 'nothing read it'],
  ['spec.defaultArgs', ['-g'], 'changed', 'spec.subcommands.0.defaultArgs', ['-g'], 'locked'],
  ['spec.defaultArgs', ['record', '-g'], 'changed', 'spec.subcommands.0.defaultArgs', ['-g'], 'locked'],
  ['spec.defaultArgs', ['--cpu', '--memory'], 'refused', 'spec.subcommands.0.defaultArgs', [], '"--memory"'],
  ['spec.defaultArgs', '-g', 'refused', 'spec.subcommands.0.defaultArgs', [], 'is not a list of texts'],
  ['spec.defaultArgs', undefined, 'defaulted', 'spec.subcommands.0.name', 'record', 'built-in config'],
  ['spec.environment', undefined, 'defaulted', 'spec.environment', { PERF_CONFIG_NOSYSTEM: '1' }, 'built-in config'],
  ['spec.resources.requests.cpu', '50m', 'changed', 'spec.resources.requests.cpu', '50m', 'cgroup'],
  ['spec.resources.requests.cpu', '4', 'changed', 'spec.resources.limits.cpu', '4', 'cgroup'],
  ['spec.resources.requests.memory', '0.5Gi', 'changed', 'spec.resources.requests.memory', '512Mi', 'cgroup'],
  ['spec.resources.limits.cpu', '1000m', 'changed', 'spec.resources.limits.cpu', '1000m', 'cgroup'],
  ['spec.resources.limits.cpu', '50m', 'changed', 'spec.resources.requests.cpu', '50m', 'cgroup'],
  ['spec.resources.limits.cpu', 'all', 'refused', 'spec.resources.limits.cpu', nothing, 'is not an amount of CPU'],
  ['spec.resources.limits.memory', '32Mi', 'changed', 'spec.resources.requests.memory', '32Mi', 'cgroup'],
  ['spec.resources.limits.memory', undefined, 'defaulted', 'spec.resources.limits.memory', nothing, 'set no limit'],
];

/** What is told of a place, and what stands at ours. */
function convertWith(
  base: Data,
  place: string,
  value: unknown,
  ours: string,
): readonly [Effect, string, unknown] {
  const object = withValue(base, place, value);
  const converted = convertObject(kindOf(object), object);
  const told = converted.findings.filter(({ steps }) => steps.join('.') === place);
  const [first] = told;
  if (first === undefined || told.length > 1)
    throw new RangeError(`${told.length} things are told of ${place}`);
  return [first.effect, first.says, makeOldObject(converted.object).read(ours)];
}

describe('a field of an old capture', () => {
  it.each(captureCases)('%s %j: %s', (place, value, effect, ours, expected, words) => {
    const [told, says, found] = convertWith(makeCapture(), place, value, ours);
    expect([told, found]).toEqual([effect, expected]);
    expect(says).toContain(words);
  });

  it('that is missing is told where it would be', () => {
    const object = withValue(makeCapture(), 'spec.targets.labelSelector', undefined);
    expect(convertObject(oldCapture, object).findings).toContainEqual(
      expect.objectContaining({ steps: ['spec', 'targets'], effect: 'refused' }),
    );
  });
});

describe('a field of an old config', () => {
  it.each(configCases)('%s %j: %s', (place, value, effect, ours, expected, words) => {
    const [told, says, found] = convertWith(makeConfig(), place, value, ours);
    expect([told, found]).toEqual([effect, expected]);
    expect(says).toContain(words);
  });
});

it.each([
  ['capture', oldCapture, captureCases],
  ['config', oldConfig, [...configCases, ...captureCases.filter(([place]) => !place.startsWith('spec.'))]],
] as const)('every row of a %s is tried', (_title, kind, cases) => {
  const tried = new Set<string>(cases.map(([place]) => place));
  const rows = [...kind.rows, ...kind.defaults].map(({ from }) => from);
  const untried = rows.filter((from) => !tried.has(from) && !/^spec\.(profiler|security)\./.test(from));
  expect(untried).toEqual([]);
});

describe('fields under names that only documents of the existing TOE have', () => {
  it('are taken for those that they mean', () => {
    const object = withValue(withValue(makeCapture(), 'spec.tool', undefined), 'spec.profiler', {
      tool: 'perf',
      duration: '30s',
      args: ['record', '-a'],
    });
    const converted = convertObject(oldCapture, object);
    expect(converted.isValid).toBe(true);
    expect(makeOldObject(converted.object).read('spec.tool')).toEqual({
      name: 'perf',
      duration: '30s',
      args: ['record', '-a'],
    });
  });

  it('are refused beside these', () => {
    const converted = convertObject(oldCapture, withValue(makeCapture(), 'spec.profiler.tool', 'perf'));
    expect(converted.findings).toContainEqual(
      expect.objectContaining({
        steps: ['spec', 'profiler', 'tool'],
        effect: 'refused',
        says: 'spec.tool.name is said already: remove one of the two',
      }),
    );
  });

  it('count in a config as well', () => {
    const object = withValue(withValue(makeConfig(), 'spec.securityContext', undefined), 'spec.security', {
      capabilities: { add: ['PERFMON', 'SYSLOG'], drop: ['SYSLOG'] },
    });
    const converted = convertObject(oldConfig, object);
    const add = makeOldObject(converted.object).read('spec.securityContext.capabilities.add');
    expect(add).toEqual(['PERFMON']);
  });
});
