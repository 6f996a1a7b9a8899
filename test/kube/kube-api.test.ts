import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import type { KubeCredentials } from '../../coordinator/resources/kubernetes/kube-credentials.ts';
import type { KubeEvent } from '../../coordinator/resources/kubernetes/kube-events.ts';
import { TcpProxy } from '../faults/harness/tcp-proxy.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { createNamespace, readPath } from './harness/toe-objects.ts';

const nodes = { group: '', version: 'v1', plural: 'nodes' };
const configMaps = { group: '', version: 'v1', plural: 'configmaps' };
const leases = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases' };
const configMap = (name: string, data: object): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

let server: ApiServer;
let api: KubeApi;

beforeAll(async () => {
  server = await startApiServer();
  api = new KubeApi(credentials());
  await createNamespace(server.admin, 'oncall');
});

afterAll(() => server?.[Symbol.asyncDispose]());

function credentials(url = server.url): KubeCredentials {
  return { kind: 'token', url, ca: server.ca, token: server.adminToken };
}

async function create(name: string, labels: object = {}): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } };
  expect(await api.create(nodes, '', body)).toMatchObject({ kind: 'done' });
}

describe('objects of the cluster', () => {
  test('are created, read, listed by label and removed by uid', async () => {
    await create('node-a', { pool: 'blue' });
    await create('node-b', { pool: 'green' });
    const read = await api.read(nodes, { namespace: '', name: 'node-a' });
    expect(read).toMatchObject({ kind: 'done', body: { metadata: { labels: { pool: 'blue' } } } });
    const query = { namespace: '', labelSelector: 'pool in (green)' };
    const listed = await api.list(nodes, query, AbortSignal.timeout(5_000));
    expect(listed.objects.map(({ namespace, name }) => [namespace, name])).toEqual([['', 'node-b']]);
    const place = { namespace: '', name: 'node-b' };
    expect(await api.remove(nodes, place, crypto.randomUUID())).toMatchObject({ kind: 'refused', code: 409 });
    expect(await api.remove(nodes, place, listed.objects[0]?.uid)).toMatchObject({ kind: 'done' });
    expect(await api.read(nodes, place)).toMatchObject({ kind: 'refused', code: 404, reason: 'NotFound' });
  });

  test('have a status that is patched by itself', async () => {
    await create('node-s');
    const value = [{ type: 'Ready', status: 'True' }];
    const place = { namespace: '', name: 'node-s', subresource: 'status' } as const;
    await api.jsonPatch(nodes, place, [{ op: 'add', path: '/status/conditions', value }]);
    const read = await api.read(nodes, { namespace: '', name: 'node-s' });
    expect(read).toMatchObject({ body: { status: { conditions: value } } });
    const other = [{ op: 'test', path: '/metadata/uid', value: 'other' }] as const;
    expect(await api.jsonPatch(nodes, place, other)).toMatchObject({ kind: 'refused', code: 422 });
  });

  test('are watched, reduced to what is asked for', async () => {
    const query = { namespace: '', trim: (value: unknown) => readPath(value, 'metadata', 'labels') };
    const { resourceVersion } = await api.list(nodes, query, AbortSignal.timeout(5_000));
    const events: KubeEvent[] = [];
    const controller = new AbortController();
    const watching = api.watch(
      nodes,
      { ...query, resourceVersion },
      (event) => events.push(event),
      controller.signal,
    );
    await create('node-w', { pool: 'blue' });
    await api.remove(nodes, { namespace: '', name: 'node-w' });
    await vi.waitFor(() => expect(events).toHaveLength(2), { timeout: 5_000 });
    expect(events).toMatchObject([
      { kind: 'written', object: { namespace: '', name: 'node-w', value: { pool: 'blue' } } },
      { kind: 'removed', object: { name: 'node-w' } },
    ]);
    controller.abort();
    expect(await watching).toEqual({ kind: 'ended' });
  });
});

describe('objects of a namespace', () => {
  test('are listed whole, however many pages they take', async () => {
    await createNamespace(server.admin, 'many');
    const names = Array.from({ length: 501 }, (_, index) => `map-${index}`);
    await Promise.all(names.map((name) => api.create(configMaps, 'many', configMap(name, { name }))));
    const trim = (value: unknown): unknown => readPath(value, 'data', 'name');
    const listed = await api.list(configMaps, { namespace: 'many', trim }, AbortSignal.timeout(10_000));
    expect(new Set(listed.objects.map(({ value }) => value))).toEqual(new Set(names));
  });

  test('are replaced only as they were read', async () => {
    const body = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'lead' },
      spec: {},
    };
    const created = await api.create(leases, 'oncall', body);
    const { resourceVersion } = readPath(created, 'body', 'metadata') as { readonly resourceVersion: string };
    const place = { namespace: 'oncall', name: 'lead' };
    const next = { ...body, metadata: { name: 'lead', resourceVersion }, spec: { holderIdentity: 'a' } };
    expect(await api.replace(leases, place, next)).toMatchObject({ body: { spec: { holderIdentity: 'a' } } });
    expect(await api.replace(leases, place, next)).toMatchObject({ kind: 'refused', code: 409 });
  });

  test('are merged into, and unknown fields are refused', async () => {
    await api.create(configMaps, 'oncall', configMap('merged', { a: '1', b: '2' }));
    const place = { namespace: 'oncall', name: 'merged' };
    const merged = await api.mergePatch(configMaps, place, { data: { a: null, c: '3' } });
    expect(merged).toMatchObject({ body: { data: { b: '2', c: '3' } } });
    expect(readPath(merged, 'body', 'data', 'a')).toBeUndefined();
    const refused = await api.mergePatch(configMaps, place, { date: {} });
    expect(refused).toMatchObject({
      kind: 'refused',
      code: 422,
      message: expect.stringContaining('unknown field "date"') as unknown,
    });
  });

  test("are applied without taking another manager's field, which the refusal names", async () => {
    const place = { namespace: 'oncall', name: 'applied' };
    const apply = (data: object, manager: string) =>
      api.serverSideApply(configMaps, place, configMap('applied', data), manager);
    expect(await apply({ a: '1' }, 'toe-defaults')).toMatchObject({ kind: 'done' });
    expect(await apply({ a: '1', b: '2' }, 'somebody')).toMatchObject({ kind: 'done' });
    expect(await apply({ a: '1', b: '9' }, 'toe-defaults')).toMatchObject({
      kind: 'refused',
      code: 409,
      causes: [{ field: '.data.b' }],
    });
  });
});

describe('the way to the server', () => {
  test('is found by a kubeconfig file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'toe-kubeconfig-'));
    try {
      const path = join(folder, 'config');
      const context = { cluster: 'c', user: 'u' };
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'c', cluster: { server: server.url, 'certificate-authority': 'ca.crt' } }],
        users: [{ name: 'u', user: { token: server.adminToken } }],
        contexts: [{ name: 'x', context }],
      };
      writeFileSync(join(folder, 'ca.crt'), server.ca);
      writeFileSync(path, stringify({ ...config, 'current-context': 'x' }), { mode: 0o600 });
      const read = await new KubeApi({ kind: 'kubeconfig', path }).read(nodes, {
        namespace: '',
        name: 'none',
      });
      expect(read).toMatchObject({ kind: 'refused', code: 404 });
      writeFileSync(path, stringify({ ...config, 'current-context': 'y' }));
      expect(() => new KubeApi({ kind: 'kubeconfig', path })).toThrow('its current context names no cluster');
      expect(() => new KubeApi({ kind: 'kubeconfig', path: `${path}.none` })).toThrow(
        `Cannot read kubeconfig "${path}.none": ENOENT`,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('is one connection for requests that follow each other', async () => {
    await using proxy = await TcpProxy.start(new URL(server.url).host);
    const near = new KubeApi(credentials(`https://${proxy.address}`));
    for (let request = 0; request < 10; request += 1) await near.read(nodes, { namespace: '', name: 'none' });
    expect(proxy.connections).toBe(1);
  });

  test('that swallows everything is given up in time', async () => {
    await using proxy = await TcpProxy.start(new URL(server.url).host);
    const near = new KubeApi(credentials(`https://${proxy.address}`), 500);
    const place = { namespace: '', name: 'none' };
    expect(await near.read(nodes, place)).toMatchObject({ code: 404 });
    proxy.halfOpen();
    await expect(near.read(nodes, place)).rejects.toThrow(
      'Cannot reach the API server: it has not answered within 0.5 s',
    );
    const watching = near.watch(
      nodes,
      { namespace: '', resourceVersion: '0' },
      () => undefined,
      AbortSignal.timeout(20_000),
    );
    await expect(watching).rejects.toThrow('it has not answered within 0.5 s');
  });

  test('is left when the request is called off', async () => {
    await using proxy = await TcpProxy.start(new URL(server.url).host);
    proxy.stall();
    const near = new KubeApi(credentials(`https://${proxy.address}`));
    const reading = near.read(nodes, { namespace: '', name: 'none' }, AbortSignal.timeout(100));
    await expect(reading).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
