import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import { resourceOf } from '../../coordinator/resources/kubernetes/kube-resource.ts';
import { openKubernetesResources } from '../../coordinator/resources/kubernetes/open-kubernetes-resources.ts';
import type { ResourceSource } from '../../coordinator/resources/resource-source.ts';
import type { KindName } from '../../shared/kinds/kinds.ts';
import type { PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { silentLog } from '../../shared/log.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { createNamespace, installKinds, messageOf, pathOf, readPath } from './harness/toe-objects.ts';

const spec = { tool: { name: 'perf', args: ['record'], duration: '30s' }, targets: { allNodes: true } };
const config = (description: string): object => ({ description, subcommands: [{ name: 'record' }] });
const status: PowerToolStatus = {
  phase: 'Running',
  conditions: [],
  nodes: {
    matched: 2,
    selected: 2,
    running: 2,
    captured: 0,
    verified: 0,
    failed: 0,
    refused: 0,
    lost: 0,
    late: 0,
  },
  bytes: { captured: 0, stored: 0 },
  artifacts: [],
  failures: [],
  reports: [],
};

let server: ApiServer;
let watching: { readonly controller: AbortController; readonly done: Promise<void> }[] = [];

beforeAll(async () => {
  server = await startApiServer();
  await installKinds(server.admin);
  for (const namespace of ['toe-system', 'oncall']) await createNamespace(server.admin, namespace);
});

afterAll(() => server?.[Symbol.asyncDispose]());

afterEach(async () => {
  for (const { controller } of watching) controller.abort();
  await Promise.all(watching.map(({ done }) => done));
  watching = [];
});

function credentials(): { readonly kind: 'token'; readonly url: string; ca: string; token: string } {
  return { kind: 'token', url: server.url, ca: server.ca, token: server.adminToken };
}

function open(relistMs = 600_000): Promise<ResourceSource> {
  return openKubernetesResources(
    {
      api: new KubeApi(credentials()),
      namespace: 'toe-system',
      defaults: new Map([['perf', config('by default')]]),
      log: silentLog,
      rule: { relistMs, backoff: { initialMs: 50, maxMs: 500 } },
    },
    AbortSignal.timeout(10_000),
  );
}

/** Names of changed PowerTools as they come. */
function watch(source: ResourceSource): readonly string[] {
  const seen: string[] = [];
  const controller = new AbortController();
  const done = source.watch(({ name }) => seen.push(name), controller.signal);
  watching.push({ controller, done });
  return seen;
}

async function put(kind: KindName, namespace: string, name: string, written: object): Promise<void> {
  const body = { apiVersion: 'toe.run/v1alpha1', kind, metadata: { name }, spec: written };
  const answer = await server.admin.send('POST', pathOf(kind, namespace), { body });
  expect(messageOf(answer)).toBe('201 ');
}

async function create(source: ResourceSource, name: string): Promise<string> {
  const created = await source.createPowerTool({ namespace: 'oncall', name, spec });
  if (created.kind !== 'created') throw new Error(`Cannot create: ${JSON.stringify(created)}`);
  return created.resource.metadata.uid;
}

const patience = { timeout: 15_000, interval: 50 };

describe('watching', () => {
  test('tells of what is there, then of what is added, changed and removed', async () => {
    await put('PowerTool', 'oncall', 'first', spec);
    const source = await open();
    const seen = watch(source);
    expect(seen).toContain('first');
    await put('PowerTool', 'oncall', 'second', spec);
    await vi.waitFor(() => expect(seen).toContain('second'), patience);
    const ref = { namespace: 'oncall', name: 'second' };
    expect(await source.readPowerTool(ref)).toMatchObject({
      resource: { metadata: { ...ref, generation: 1 }, spec: { stop: false, start: { leadTime: '3s' } } },
      status: undefined,
    });
    expect(await source.requestStop(ref)).toBe('requested');
    expect(await source.readPowerTool(ref)).toMatchObject({ resource: { spec: { stop: true } } });
    expect(await source.deletePowerTool(ref)).toBe('deleted');
    await vi.waitFor(async () => expect(await source.readPowerTool(ref)).toBeUndefined(), patience);
    expect(seen.filter((name) => name === 'second')).toHaveLength(3);
    expect(await source.deletePowerTool(ref)).toBe('gone');
    expect(await source.requestStop(ref)).toBe('gone');
  });

  test('misses nothing while the API server is away and restarted', async () => {
    const source = await open();
    const seen = watch(source);
    await create(source, 'before');
    await server.stop();
    expect(await source.readPowerTool({ namespace: 'oncall', name: 'before' })).toBeDefined();
    await expect(source.requestStop({ namespace: 'oncall', name: 'before' })).rejects.toThrow(
      'Cannot reach the API server: connect ECONNREFUSED',
    );
    await server.start();
    await put('PowerTool', 'oncall', 'after', spec);
    await server.admin.send('DELETE', pathOf('PowerTool', 'oncall', 'before'));
    await vi.waitFor(() => expect(seen).toContain('after'), patience);
    await vi.waitFor(() => expect(seen.filter((name) => name === 'before')).toHaveLength(2), patience);
    expect(await source.readPowerTool({ namespace: 'oncall', name: 'before' })).toBeUndefined();
  });

  test('a watch from a resource version that is gone says so', async () => {
    const api = new KubeApi(credentials());
    const where = { namespace: '', resourceVersion: '1' };
    const end = await api.watch(resourceOf('PowerTool'), where, () => undefined, AbortSignal.timeout(5_000));
    expect(end).toMatchObject({ kind: 'expired', message: expect.stringContaining('too old') as unknown });
  });

  test('goes on when everything is listed again and again', async () => {
    const source = await open(200);
    const seen = watch(source);
    for (const name of ['relist-a', 'relist-b', 'relist-c']) {
      await put('PowerTool', 'oncall', name, spec);
      await vi.waitFor(() => expect(seen).toContain(name), patience);
    }
    expect(seen.filter((name) => name.startsWith('relist-'))).toHaveLength(3);
  });
});

describe('writing', () => {
  test('a status replaces the earlier one whole and is read back at once', async () => {
    const source = await open();
    watch(source);
    const ref = { namespace: 'oncall', name: 'reported' };
    const uid = await create(source, ref.name);
    const started = { ...status, startedAt: '2030-01-01T00:00:00.000Z', manifest: 'runs/x/manifest.json' };
    const start = { plannedAt: '2030-01-01T00:00:00.000Z', skewMaxMs: 2 };
    expect(await source.writeStatus(ref, uid, { ...started, start })).toBe('written');
    expect((await source.readPowerTool(ref))?.status).toEqual({ ...started, start });
    const { skewMaxMs: _, ...planned } = start;
    expect(await source.writeStatus(ref, uid, { ...status, start: planned })).toBe('written');
    expect((await source.readPowerTool(ref))?.status).toEqual({ ...status, start: planned });
    const answer = await server.admin.send('GET', pathOf('PowerTool', 'oncall', ref.name));
    expect(readPath(answer.body, 'status')).toEqual({ ...status, start: planned });
    expect(readPath(answer.body, 'metadata', 'generation')).toBe(1);
  });

  test('a status for another uid or no object is refused as gone', async () => {
    const source = await open();
    const ref = { namespace: 'oncall', name: 'replaced' };
    await create(source, ref.name);
    expect(await source.writeStatus(ref, crypto.randomUUID(), status)).toBe('gone');
    expect(await source.writeStatus({ ...ref, name: 'none' }, crypto.randomUUID(), status)).toBe('gone');
    const answer = await server.admin.send('GET', pathOf('PowerTool', 'oncall', ref.name));
    expect(readPath(answer.body, 'status')).toBeUndefined();
  });

  test('a capture that is to go is not taken for another one that has its name by now', async () => {
    const source = await open();
    const ref = { namespace: 'oncall', name: 'expired' };
    const uid = await create(source, ref.name);
    expect(await source.deletePowerTool(ref, crypto.randomUUID())).toBe('gone');
    expect((await server.admin.send('GET', pathOf('PowerTool', 'oncall', ref.name))).status).toBe(200);
    expect(await source.deletePowerTool(ref, uid)).toBe('deleted');
    expect(await source.deletePowerTool(ref, uid)).toBe('gone');
  });

  test('a capture is created once, and refused with its faults', async () => {
    const source = await open();
    const input = { namespace: 'oncall', name: 'once', spec };
    expect(await source.createPowerTool(input)).toMatchObject({ kind: 'created' });
    expect(await source.createPowerTool(input)).toEqual({ kind: 'exists' });
    expect(
      await source.createPowerTool({ ...input, name: 'bad', spec: { ...spec, targets: {} } }),
    ).toMatchObject({ kind: 'invalid', faults: [{ path: 'spec.targets' }] });
    expect(await source.createPowerTool({ ...input, namespace: 'nowhere' })).toMatchObject({
      kind: 'invalid',
      faults: [{ path: 'metadata.namespace' }],
    });
  });
});

describe('configs, policies and processings', () => {
  test("hold only in the coordinator's namespace, a default until there is one", async () => {
    const source = await open();
    watch(source);
    const byDefault = await source.readConfig('perf');
    expect(byDefault).toMatchObject({ resource: { spec: { description: 'by default' } } });
    await put('PowerToolConfig', 'oncall', 'perf', config('of somebody'));
    await put('PowerToolConfig', 'toe-system', 'perf', config('of the administrator'));
    await put('PowerToolArgumentPolicy', 'toe-system', 'perf', { tool: 'perf', subcommands: [{}] });
    await put('PowerToolProcessing', 'toe-system', 'flame', { source: { tool: 'perf' } });
    await vi.waitFor(async () => {
      expect(await source.readConfig('perf')).toMatchObject({
        digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
        resource: { spec: { description: 'of the administrator' } },
      });
      expect(await source.readPolicy('perf')).toMatchObject({ kind: 'found' });
      expect(await source.listProcessings()).toMatchObject([{ resource: { spec: { timeout: '10m' } } }]);
    }, patience);
    expect(await source.listConfigs()).toHaveLength(1);
    await server.admin.send('DELETE', pathOf('PowerToolConfig', 'toe-system', 'perf'));
    await vi.waitFor(async () => expect(await source.readConfig('perf')).toEqual(byDefault), patience);
    expect(await source.readPolicy('none')).toEqual({ kind: 'absent' });
  });
});
