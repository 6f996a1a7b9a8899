import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import { resourceOf } from '../../coordinator/resources/kubernetes/kube-resource.ts';
import { openKubernetesResources } from '../../coordinator/resources/kubernetes/open-kubernetes-resources.ts';
import { metadataOf } from '../../coordinator/resources/resource-source.ts';
import type { Log } from '../../shared/log.ts';
import { TcpProxy } from '../faults/harness/tcp-proxy.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { compactEtcd } from './harness/compact-etcd.ts';
import { createNamespace, installKinds, messageOf, pathOf } from './harness/toe-objects.ts';

const spec = { tool: { name: 'perf', args: ['record'], duration: '30s' }, targets: { allNodes: true } };
const patience = { timeout: 15_000, interval: 20 };
const configMaps = { group: '', version: 'v1', plural: 'configmaps' };

let server: ApiServer;

/** Without its watch cache the API server knows no more than etcd, so that what etcd forgot is gone. */
beforeAll(async () => {
  server = await startApiServer(['--watch-cache=false']);
  await installKinds(server.admin);
  for (const namespace of ['toe-system', 'oncall', 'many']) await createNamespace(server.admin, namespace);
});

afterAll(() => server?.[Symbol.asyncDispose]());

function connect(address = new URL(server.url).host): KubeApi {
  return new KubeApi({ kind: 'token', url: `https://${address}`, ca: server.ca, token: server.adminToken });
}

async function put(name: string): Promise<void> {
  const body = { apiVersion: 'toe.run/v1alpha1', kind: 'PowerTool', metadata: { name }, spec };
  expect(messageOf(await server.admin.send('POST', pathOf('PowerTool', 'oncall'), { body }))).toBe('201 ');
}

/** Something else of the cluster, so that the revision rises beyond what watchers of PowerTools have heard of. */
async function putConfigMap(namespace: string, name: string): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
  const answer = await server.admin.send('POST', `/api/v1/namespaces/${namespace}/configmaps`, { body });
  expect(messageOf(answer)).toBe('201 ');
}

/** A log whose sentences, with their reasons, can be read. */
function keepLog(): { readonly log: Log; readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const write = (chunk: Buffer, _: unknown, done: () => void): void => {
    lines.push(JSON.parse(chunk.toString()) as LogLine);
    done();
  };
  return { log: pino({ level: 'info' }, new Writable({ write })), lines };
}

interface LogLine {
  readonly msg: string;
  readonly kind?: string;
  readonly reason?: string;
}

test('a watch whose place etcd forgot lists again and misses nothing', async () => {
  await using proxy = await TcpProxy.start(new URL(server.url).host);
  const { log, lines } = keepLog();
  await put('first');
  const rule = { relistMs: 600_000, backoff: { initialMs: 50, maxMs: 200 } };
  const options = { api: connect(proxy.address), namespace: 'toe-system', defaults: new Map(), log, rule };
  const source = await openKubernetesResources(options, AbortSignal.timeout(10_000));
  const seen: string[] = [];
  const controller = new AbortController();
  const done = source.watch(({ name }) => seen.push(name), controller.signal);
  await put('second');
  await vi.waitFor(() => expect(seen).toEqual(['first', 'second']), patience);

  proxy.stall();
  await put('third');
  await server.admin.send('DELETE', pathOf('PowerTool', 'oncall', 'first'));
  await putConfigMap('oncall', 'later');
  await compactEtcd(server.etcdUrl);
  proxy.cut();
  proxy.resume();

  await vi.waitFor(() => expect(seen.toSorted()).toEqual(['first', 'first', 'second', 'third']), patience);
  const lost = lines.filter(({ msg, kind }) => msg === 'Lost the place in a watch' && kind === 'PowerTool');
  expect(lost).toMatchObject([{ reason: expect.stringContaining('too old') as unknown }]);
  const names = (await source.listPowerTools('')).map((stored) => metadataOf(stored).name);
  expect(names).toEqual(['second', 'third']);
  await put('fourth');
  await vi.waitFor(() => expect(seen).toContain('fourth'), patience);
  controller.abort();
  await done;
});

test('a watch from a revision that etcd forgot is told so', async () => {
  await put('old');
  const query = { namespace: '' };
  const powerTools = resourceOf('PowerTool');
  const { resourceVersion } = await connect().list(powerTools, query, AbortSignal.timeout(5_000));
  for (const name of ['newer', 'newest']) await putConfigMap('oncall', name);
  const revision = await compactEtcd(server.etcdUrl);
  expect(Number(resourceVersion)).toBeLessThan(revision);
  const where = { namespace: '', resourceVersion };
  const end = await connect().watch(powerTools, where, () => undefined, AbortSignal.timeout(5_000));
  expect(end).toMatchObject({ kind: 'expired', message: expect.stringContaining('too old') as unknown });
});

test('a list that etcd forgot between two pages begins anew', async () => {
  await using proxy = await TcpProxy.start(new URL(server.url).host);
  const names = Array.from({ length: 501 }, (_, index) => `map-${index}`);
  await Promise.all(names.map((name) => putConfigMap('many', name)));
  const hasFirstPage = Promise.withResolvers<void>();
  let trimmed = 0;
  const trim = (): undefined => {
    // The next page waits until the first one is forgotten.
    if (trimmed === 0) proxy.stall();
    trimmed += 1;
    hasFirstPage.resolve();
  };
  const listing = connect(proxy.address).list(
    configMaps,
    { namespace: 'many', trim },
    AbortSignal.timeout(20_000),
  );
  await hasFirstPage.promise;
  await putConfigMap('many', 'late');
  const revision = await compactEtcd(server.etcdUrl);
  proxy.resume();
  const { objects, resourceVersion } = await listing;
  expect(new Set(objects.map(({ name }) => name))).toEqual(new Set([...names, 'late']));
  expect(objects).toHaveLength(502);
  expect(Number(resourceVersion)).toBeGreaterThanOrEqual(revision);
});
