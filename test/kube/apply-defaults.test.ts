import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyDefaults, type DefaultObjects } from '../../coordinator/resources/kubernetes/apply-defaults.ts';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import { silentLog } from '../../shared/log.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import {
  createNamespace,
  installKinds,
  messageOf,
  pathOf,
  readPath,
  readSamples,
} from './harness/toe-objects.ts';

const sample = readSamples().find(({ kind }) => kind === 'PowerToolArgumentPolicy');
const policy = readPath(sample?.object, 'spec') as object;
const two = [...defaultConfigs].filter(([tool]) => ['perf', 'node-snapshot'].includes(tool));
const defaults: DefaultObjects = { configs: new Map(two), policies: new Map([['perf', policy]]) };
const perf = defaults.configs.get('perf') ?? {};

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer();
  await installKinds(server.admin);
  await createNamespace(server.admin, 'toe-system');
});

afterAll(() => server?.[Symbol.asyncDispose]());

beforeEach(async () => {
  for (const kind of ['PowerToolConfig', 'PowerToolArgumentPolicy'] as const)
    await server.admin.send('DELETE', pathOf(kind, 'toe-system'));
});

function apply(objects: DefaultObjects = defaults): ReturnType<typeof applyDefaults> {
  const api = new KubeApi({ kind: 'token', url: server.url, ca: server.ca, token: server.adminToken });
  return applyDefaults(
    { api, namespace: 'toe-system', log: silentLog },
    objects,
    AbortSignal.timeout(10_000),
  );
}

/** The defaults, with another spec for perf, as a later release brings them. */
function release(change: object): DefaultObjects {
  return { ...defaults, configs: new Map(defaults.configs).set('perf', { ...perf, ...change }) };
}

async function readPerf(): Promise<unknown> {
  const answer = await server.admin.send('GET', pathOf('PowerToolConfig', 'toe-system', 'perf'));
  expect(messageOf(answer)).toBe('200 ');
  return answer.body;
}

/** As `kubectl apply --server-side --force-conflicts`, or without a manager as `kubectl edit` does. */
async function administer(spec: object, manager?: string, metadata: object = {}): Promise<void> {
  const path = pathOf('PowerToolConfig', 'toe-system', 'perf');
  const body = {
    apiVersion: 'toe.run/v1alpha1',
    kind: 'PowerToolConfig',
    metadata: { name: 'perf', ...metadata },
    spec,
  };
  const answer =
    manager === undefined
      ? await server.admin.send('PATCH', `${path}?fieldManager=kubectl-edit`, {
          body: { metadata, spec },
          contentType: 'application/merge-patch+json',
        })
      : await server.admin.send('PATCH', `${path}?fieldManager=${manager}&force=true`, {
          body,
          contentType: 'application/apply-patch+yaml',
        });
  expect(messageOf(answer)).toMatch(/^20[01] $/);
}

describe('default configs and policies', () => {
  test('are there afterwards, labelled, and as they were given', async () => {
    const applied = await apply();
    expect(applied.map(({ kind, name, outcome, left }) => [kind, name, outcome, left])).toEqual([
      ['PowerToolArgumentPolicy', 'perf', 'applied', []],
      ['PowerToolConfig', 'perf', 'applied', []],
      ['PowerToolConfig', 'node-snapshot', 'applied', []],
    ]);
    const found = await readPerf();
    expect(readPath(found, 'metadata', 'labels')).toEqual({ 'app.kubernetes.io/managed-by': 'toe' });
    expect(readPath(found, 'spec')).toEqual(perf);
  });

  test('are not written again where nothing has changed', async () => {
    await apply();
    const before = await readPerf();
    expect(await apply()).toMatchObject([{ outcome: 'applied' }, {}, {}]);
    expect(await readPerf()).toEqual(before);
  });

  test('follow a later release', async () => {
    await apply();
    await apply(release({ description: 'later' }));
    expect(readPath(await readPerf(), 'spec', 'description')).toBe('later');
  });

  test("leave an administrator's field, however it was written, and follow in the others", async () => {
    await apply();
    await administer({ limits: { duration: '2h' } }, 'kubectl');
    await administer({ resources: { limits: { memory: '1Gi' } } }, undefined, {
      labels: { 'app.kubernetes.io/managed-by': 'us' },
    });
    const limits = { pids: 32, outputBytes: '4Gi', duration: '3h', concurrentPerNode: 1 };
    const [, config] = await apply(release({ description: 'later', limits }));
    expect(config).toMatchObject({ outcome: 'applied' });
    expect(config?.left.toSorted()).toEqual([
      '.metadata.labels.app.kubernetes.io/managed-by',
      '.spec.limits.duration',
      '.spec.resources.limits.memory',
    ]);
    expect(await readPerf()).toMatchObject({
      metadata: { labels: { 'app.kubernetes.io/managed-by': 'us' } },
      spec: {
        description: 'later',
        limits: { pids: 32, duration: '2h' },
        resources: { limits: { cpu: '1', memory: '1Gi' } },
      },
    });
    const before = await readPerf();
    await apply(release({ description: 'later', limits }));
    expect(await readPerf()).toEqual(before);
  });

  test("leave an administrator's field in a list with keys", async () => {
    await apply();
    await administer({ subcommands: [{ name: 'record', stop: { gracePeriod: '2m' } }] }, 'kubectl');
    const [, config] = await apply();
    expect(config?.left).toEqual(['.spec.subcommands[name="record"].stop.gracePeriod']);
    const [subcommand] = readPath(await readPerf(), 'spec', 'subcommands') as readonly unknown[];
    expect(subcommand).toMatchObject({
      name: 'record',
      stop: { gracePeriod: '2m' },
      outputs: [{ required: true }],
    });
  });

  test('that an administrator wrote whole keep every value of theirs', async () => {
    await administer({ description: 'ours', subcommands: [{ name: 'record' }] }, 'kubectl');
    const [, config] = await apply();
    expect(config).toMatchObject({ outcome: 'applied' });
    expect(await readPerf()).toMatchObject({ spec: { description: 'ours', limits: { duration: '1h' } } });
  });

  test('that the server refuses spoil no other', async () => {
    const applied = await apply(release({ limits: { duration: 'long' } }));
    expect(applied.map(({ outcome }) => outcome)).toEqual(['applied', 'refused', 'applied']);
    expect(applied[1]?.message).toContain('spec.limits.duration');
  });
});
