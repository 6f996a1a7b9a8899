import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KindName } from '../../shared/kinds/kinds.ts';
import type { PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import type { KubeAnswer } from './harness/kube-client.ts';
import { installKinds, messageOf, pathOf, readPath } from './harness/toe-objects.ts';
import { wholeSpecs } from './whole-specs.ts';

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer();
  await installKinds(server.admin);
});

afterAll(() => server?.[Symbol.asyncDispose]());

const spec = {
  tool: { name: 'perf', args: ['record'], duration: '30s', maxCPUPercent: 25 },
  targets: { nodeNames: ['node-a'] },
};

async function create(kind: KindName, name: string, written: object): Promise<string> {
  const body = { apiVersion: 'toe.run/v1alpha1', kind, metadata: { name }, spec: written };
  const answer = await server.admin.send('POST', pathOf(kind, 'default'), { body });
  expect(messageOf(answer)).toBe('201 ');
  return pathOf(kind, 'default', name);
}

function patch(path: string, body: object): Promise<KubeAnswer> {
  const contentType = 'application/merge-patch+json';
  return server.admin.send('PATCH', `${path}?fieldValidation=Strict`, { contentType, body });
}

describe('the spec of a PowerTool', () => {
  test.each([
    ['tool', { tool: { duration: '31s' } }],
    ['tool', { tool: { args: null } }],
    ['tool', { tool: { maxCPUPercent: null } }],
    ['targets', { targets: { nodeNames: ['node-a', 'node-b'] } }],
    ['targets', { targets: { nodeNames: null, allNodes: true } }],
    ['start', { start: { leadTime: '4s' } }],
    ['output.maxBytesPerNode', { output: { maxBytesPerNode: '1Gi' } }],
    ['failurePolicy', { failurePolicy: { minSuccessPercent: 1 } }],
    ['processing', { processing: ['flame'] }],
    ['reason', { reason: 'another' }],
    ['budgets', { budgets: { maxConcurrentNodes: 1 } }],
    ['output.deletionPolicy', { output: { deletionPolicy: 'Delete' } }],
    ['concurrencyPolicy', { concurrencyPolicy: 'Allow' }],
    ['successfulRunsHistoryLimit', { successfulRunsHistoryLimit: 1 }],
  ])('cannot be edited at %s, as by %j', async (field, change) => {
    const path = await create('PowerTool', `edited-${crypto.randomUUID()}`, spec);
    const answer = await patch(path, { spec: change });
    expect(messageOf(answer)).toMatch(/^422 /);
    expect(messageOf(answer)).toContain(`spec.${field}: `);
    expect(messageOf(answer)).toContain('cannot be changed after creation: create another PowerTool');
  });

  test('can be told to stop, and not to go on', async () => {
    const path = await create('PowerTool', 'stopped', spec);
    expect(readPath((await patch(path, { spec: { stop: true } })).body, 'spec', 'stop')).toBe(true);
    for (const stop of [false, null]) {
      const answer = await patch(path, { spec: { stop } });
      expect(messageOf(answer)).toContain('spec.stop: ');
      expect(messageOf(answer)).toContain('cannot be taken back: create another PowerTool');
    }
  });

  test('can be given another retention and life', async () => {
    const path = await create('PowerTool', 'kept-longer', spec);
    const change = { output: { retention: '30d' }, ttlSecondsAfterFinished: 60 };
    expect(readPath((await patch(path, { spec: change })).body, 'spec')).toMatchObject(change);
    expect((await patch(path, { spec: { ttlSecondsAfterFinished: null } })).status).toBe(200);
  });

  test('cannot be given another retention where files stay on nodes, which were told it', async () => {
    const path = await create('PowerTool', 'kept-on-nodes', { ...spec, output: { mode: 'node' } });
    for (const retention of ['30d', '1h']) {
      const answer = await patch(path, { spec: { output: { retention } } });
      expect(messageOf(answer)).toContain('spec.output.retention: ');
    }
    const other = await patch(path, { spec: { output: { mode: 'store' } } });
    expect(messageOf(other)).toContain('spec.output.mode: ');
    expect(messageOf(await patch(path, { spec: { ttlSecondsAfterFinished: 60 } }))).toBe('200 ');
  });

  test.each([
    ['a schedule', { schedule: '0 * * * *' }, { schedule: '5 * * * *', reason: 'another' }],
    ['a trigger', { trigger: { nodeTermination: true } }, { trigger: { cooldown: '1h' }, suspend: true }],
  ])('of a template by %s can be edited, but stays a template', async (_title, template, change) => {
    const path = await create('PowerTool', `template-${crypto.randomUUID()}`, { ...spec, ...template });
    expect(messageOf(await patch(path, { spec: change }))).toBe('200 ');
    const back = await patch(path, { spec: { schedule: null, trigger: null, suspend: false } });
    expect(messageOf(back)).toContain('a capture cannot become a template, nor a template a capture');
  });

  test('of a capture cannot become a template', async () => {
    const path = await create('PowerTool', 'no-template', spec);
    const answer = await patch(path, { spec: { schedule: '0 * * * *' } });
    expect(messageOf(answer)).toContain('spec.schedule: ');
  });

  test('stays when labels and annotations change', async () => {
    const path = await create('PowerTool', 'labelled', spec);
    expect((await patch(path, { metadata: { labels: { a: 'b' } } })).status).toBe(200);
  });
});

test.each([
  ['PowerToolConfig', { description: 'edited' }],
  ['PowerToolArgumentPolicy', { maxDuration: '11m' }],
  ['PowerToolProcessing', { timeout: '11m' }],
] as const)('a %s can be edited', async (kind, change) => {
  const whole = wholeSpecs.find(([name]) => name === kind)?.[1] ?? {};
  const path = await create(kind, 'edited', whole);
  const answer = await patch(path, { spec: change });
  expect(readPath(answer.body, 'spec')).toMatchObject(change);
  expect(readPath(answer.body, 'metadata', 'generation')).toBe(2);
});

const lastTransitionTime = '2026-01-02T03:04:05Z';
const status: PowerToolStatus = {
  phase: 'PartiallySucceeded',
  conditions: [
    { type: 'Complete', status: 'True', reason: 'SomeNodesFailed', message: '1 of 2', lastTransitionTime },
  ],
  nodes: {
    matched: 2,
    selected: 2,
    running: 0,
    captured: 1,
    verified: 1,
    failed: 1,
    refused: 0,
    lost: 0,
    late: 0,
  },
  start: { plannedAt: '2026-01-02T03:04:05.678Z', skewP50Ms: 0.42, skewMaxMs: 1.5, clockUncertaintyMs: 0.1 },
  bytes: { captured: 5_000_000_000, stored: 4_294_967_297, kept: 8 },
  effective: {
    argv: ['perf', 'record'],
    config: 'perf',
    configDigest: 'a'.repeat(64),
    policyDigest: '',
    binaryDigest: 'b'.repeat(64),
  },
  artifacts: [
    { node: 'node-a', file: 'perf.data', sizeBytes: 7, sha256: 'c'.repeat(64), key: 'runs/1/x' },
    { node: 'node-b', file: 'x', sizeBytes: 8, sha256: 'd'.repeat(64), key: '', reason: 'KeptOnNode' },
  ],
  failures: [{ node: 'node-b', reason: 'NodeNotConnected', message: 'No agent' }],
  reports: [{ kind: 'flame', key: 'runs/1/index.html' }],
  manifest: 'runs/1/manifest.json',
  startedAt: lastTransitionTime,
  completedAt: lastTransitionTime,
};

describe('the status of a PowerTool', () => {
  test('is kept whole, by its own endpoint alone, and raises no generation', async () => {
    const path = await create('PowerTool', 'with-status', spec);
    const aside = await patch(path, { status });
    expect(readPath(aside.body, 'status')).toBeUndefined();
    const written = await patch(`${path}/status`, { status });
    expect(messageOf(written)).toBe('200 ');
    expect(readPath(written.body, 'status')).toEqual(status);
    expect(readPath(written.body, 'metadata', 'generation')).toBe(1);
  });

  test.each([
    ['a phase that is unknown', { phase: 'Done' }, 'status.phase: Unsupported value: "Done"'],
    [
      'more than 20 artifacts',
      { artifacts: Array(21).fill(status.artifacts[0]) },
      'status.artifacts: Too many: 21',
    ],
    [
      'one condition twice',
      { conditions: Array(2).fill(status.conditions[0]) },
      'status.conditions[1]: Duplicate value',
    ],
    [
      'a condition without a reason',
      { conditions: [{ type: 'Ready', status: 'True' }] },
      'status.conditions[0].reason: Required value',
    ],
    ['a field that is unknown', { progress: 1 }, 'unknown field "status.progress"'],
  ])('takes not %s', async (title, change, message) => {
    const path = await create('PowerTool', title.replaceAll(' ', '-'), spec);
    expect(messageOf(await patch(`${path}/status`, { status: change }))).toContain(message);
  });
});

test('kubectl get shows the columns, the rest with -o wide', async () => {
  const path = await create('PowerTool', 'shown', spec);
  await patch(`${path}/status`, { status });
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const { body } = await server.admin.send('GET', path, { accept });
  const columns = readPath(body, 'columnDefinitions');
  if (!Array.isArray(columns)) throw new Error('Cannot read the columns of the table');
  const shown = columns.map((column, index): readonly unknown[] => [
    readPath(column, 'name'),
    readPath(body, 'rows', 0, 'cells', index),
    readPath(column, 'priority'),
  ]);
  expect(shown).toEqual([
    ['Name', 'shown', 0],
    ['Tool', 'perf', 0],
    ['Phase', 'PartiallySucceeded', 0],
    ['Verified', 1, 0],
    ['Nodes', 2, 0],
    ['Skew', 1.5, 0],
    ['Bytes', 4_294_967_297, 0],
    ['Age', expect.stringMatching(/^\d+s$/), 0],
    ['Reason', 'SomeNodesFailed', 1],
    ['Report', 'runs/1/index.html', 1],
  ]);
});

test('kubectl finds all Kinds by their short names and in one category', async () => {
  const { body } = await server.admin.send('GET', '/apis/toe.run/v1alpha1');
  const resources = readPath(body, 'resources');
  if (!Array.isArray(resources)) throw new Error('Cannot read the resources of the group');
  const found = resources
    .filter((resource) => !String(readPath(resource, 'name')).includes('/'))
    .map((resource) => [
      readPath(resource, 'kind'),
      readPath(resource, 'shortNames'),
      readPath(resource, 'categories'),
    ]);
  expect(found.toSorted(([a], [b]) => String(a).localeCompare(String(b)))).toEqual([
    ['PowerTool', ['pt'], ['toe']],
    ['PowerToolArgumentPolicy', ['ptap'], ['toe']],
    ['PowerToolConfig', ['ptc'], ['toe']],
    ['PowerToolProcessing', ['ptp'], ['toe']],
  ]);
});
