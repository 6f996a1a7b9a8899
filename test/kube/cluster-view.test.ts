import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { matchesSelector } from '../../coordinator/cluster/matches-selector.ts';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import {
  type KubernetesClusterView,
  openKubernetesClusterView,
} from '../../coordinator/resources/kubernetes/kubernetes-cluster-view.ts';
import { silentLog } from '../../shared/log.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import type { KubeAnswer } from './harness/kube-client.ts';
import { createNamespace, messageOf } from './harness/toe-objects.ts';

let server: ApiServer;
let view: KubernetesClusterView;
let done: Promise<void>;
const controller = new AbortController();
const patience = { timeout: 15_000, interval: 20 };
const signal = AbortSignal.timeout(60_000);

beforeAll(async () => {
  server = await startApiServer();
  await putNode('node-a', { metadata: { labels: { pool: 'blue' } } });
  view = await open(server.adminToken);
  done = view.watch(controller.signal);
});

afterAll(async () => {
  controller.abort();
  await done;
  await server?.[Symbol.asyncDispose]();
});

let listening: Disposable | undefined;
afterEach(() => listening?.[Symbol.dispose]());

function listen(): readonly string[] {
  const seen: string[] = [];
  listening = view.listen((node) => seen.push(node));
  return seen;
}

function open(token: string): Promise<KubernetesClusterView> {
  const api = new KubeApi({ kind: 'token', url: server.url, ca: server.ca, token });
  const rule = { relistMs: 600_000, backoff: { initialMs: 50, maxMs: 500 } };
  return openKubernetesClusterView({ api, log: silentLog, rule }, signal);
}

async function put(path: string, body: unknown): Promise<void> {
  expect(messageOf(await server.admin.send('POST', path, { body }))).toBe('201 ');
}

async function patch(path: string, body: unknown): Promise<KubeAnswer> {
  const contentType = 'application/merge-patch+json';
  const answer = await server.admin.send('PATCH', path, { body, contentType });
  expect(messageOf(answer)).toBe('200 ');
  return answer;
}

function putNode(name: string, { metadata }: { readonly metadata: object }): Promise<void> {
  return put('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name, ...metadata } });
}

/** What a kubelet writes of itself. */
function beat(name: string, ready: string, lastHeartbeatTime: string): Promise<KubeAnswer> {
  const conditions = [{ type: 'Ready', status: ready, lastHeartbeatTime }];
  return patch(`/api/v1/nodes/${name}/status`, { status: { conditions } });
}

interface Pod {
  readonly name: string;
  readonly node?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly phase?: string;
}

async function putPod(namespace: string, { name, node, labels, phase = 'Running' }: Pod): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const spec = { containers: [{ name: 'app', image: 'none' }], ...(node && { nodeName: node }) };
  await put(path, { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec });
  const status = { name: 'app', image: 'none', imageID: '', ready: true, restartCount: 0 };
  const containerID = `containerd://${name}`;
  const containerStatuses = [{ ...status, containerID, state: { running: {} } }];
  await patch(`${path}/${name}/status`, { status: { phase, containerStatuses } });
}

describe('nodes', () => {
  test('are there when the view is opened', async () => {
    expect((await open(server.adminToken)).listNodes()).toMatchObject([
      { name: 'node-a', labels: { pool: 'blue' } },
    ]);
  });

  test('are told when they come, change and go, not when their heart beats', async () => {
    const seen = listen();
    await putNode('node-b', { metadata: { labels: { pool: 'green' } } });
    await vi.waitFor(() => expect(seen).toEqual(['node-b']), patience);
    await beat('node-b', 'True', '2030-01-01T00:00:00Z');
    await vi.waitFor(() => expect(view.readNode('node-b')?.isReady).toBe(true), patience);
    await beat('node-b', 'True', '2030-01-01T00:00:10Z');
    await beat('node-b', 'True', '2030-01-01T00:00:20Z');
    await patch('/api/v1/nodes/node-b', { metadata: { annotations: { note: 'x' } } });
    await patch('/api/v1/nodes/node-b', { spec: { unschedulable: true } });
    await vi.waitFor(() => expect(view.readNode('node-b')?.isCordoned).toBe(true), patience);
    expect(seen).toEqual(['node-b', 'node-b', 'node-b']);
    await beat('node-b', 'Unknown', '2030-01-01T00:00:20Z');
    await patch('/api/v1/nodes/node-b', { metadata: { labels: { pool: 'red' } } });
    await vi.waitFor(() => expect(view.readNode('node-b')?.labels).toEqual({ pool: 'red' }), patience);
    expect(view.readNode('node-b')?.isReady).toBe(false);
    await server.admin.send('DELETE', '/api/v1/nodes/node-b');
    await vi.waitFor(() => expect(view.readNode('node-b')).toBeUndefined(), patience);
    expect(seen).toHaveLength(6);
  });

  test('that a finalizer holds say that they are being deleted', async () => {
    const seen = listen();
    await putNode('node-c', { metadata: { finalizers: ['example.com/hold'] } });
    await vi.waitFor(() => expect(view.readNode('node-c')?.deletionTimestamp).toBe(''), patience);
    await server.admin.send('DELETE', '/api/v1/nodes/node-c');
    await vi.waitFor(() => expect(view.readNode('node-c')?.deletionTimestamp).toMatch(/Z$/), patience);
    await patch('/api/v1/nodes/node-c', { metadata: { finalizers: null } });
    await vi.waitFor(() => expect(view.readNode('node-c')).toBeUndefined(), patience);
    expect(seen).toEqual(['node-c', 'node-c', 'node-c']);
  });

  test('that may not be read are said with what would help', async () => {
    await expect(open('nobody')).rejects.toThrow(
      'Cannot read nodes from the API server: Cannot list nodes: Unauthorized: give the coordinator the rights',
    );
  });
});

describe('pods and namespaces', () => {
  const web = { app: 'web' };

  beforeAll(async () => {
    for (const [name, team] of [
      ['shop', 'a'],
      ['pay', 'b'],
      ['other', 'c'],
    ] as const) {
      await createNamespace(server.admin, name);
      await patch(`/api/v1/namespaces/${name}`, { metadata: { labels: { team } } });
    }
    await putPod('shop', { name: 'web-0', node: 'node-a', labels: web });
    await putPod('shop', { name: 'web-1', node: 'node-b', labels: { ...web, canary: 'true' } });
    await putPod('shop', { name: 'web-ended', node: 'node-a', labels: web, phase: 'Succeeded' });
    await putPod('shop', { name: 'web-waiting', labels: web, phase: 'Pending' });
    await putPod('shop', { name: 'db-0', node: 'node-a', labels: { app: 'db' } });
    await putPod('pay', { name: 'web-2', node: 'node-a', labels: web });
  });

  const named = async (labelSelector: object, ...namespaces: readonly string[]): Promise<readonly string[]> =>
    (await view.findPods({ labelSelector, namespaces }, signal)).map(({ name }) => name);

  test('pods are found where they run, with their containers', async () => {
    const query = { labelSelector: { matchLabels: web }, namespaces: ['pay'] };
    expect(await view.findPods(query, signal)).toEqual([
      {
        namespace: 'pay',
        name: 'web-2',
        uid: expect.any(String) as unknown,
        nodeName: 'node-a',
        phase: 'Running',
        containers: [{ name: 'app', containerId: 'web-2', isRunning: true }],
      },
    ]);
  });

  test('pods without a node and those that ended are left out', async () => {
    expect(await named({ matchLabels: web }, 'shop')).toEqual(['web-0', 'web-1']);
  });

  test('pods are found in several namespaces, or in all, each once', async () => {
    expect(await named({ matchLabels: web }, 'shop', 'pay', 'shop')).toEqual(['web-0', 'web-1', 'web-2']);
    expect(await named({ matchLabels: web }, 'other')).toEqual([]);
    expect((await named({ matchLabels: web }, '', 'shop')).toSorted()).toEqual(['web-0', 'web-1', 'web-2']);
  });

  test.each([
    { matchExpressions: [{ key: 'app', operator: 'In' as const, values: ['db', 'cache'] }] },
    { matchExpressions: [{ key: 'canary', operator: 'NotIn' as const, values: ['true'] }] },
    { matchExpressions: [{ key: 'canary', operator: 'Exists' as const }] },
    { matchLabels: web, matchExpressions: [{ key: 'canary', operator: 'DoesNotExist' as const }] },
    {},
  ])('the API server takes %j as it is judged here', async (selector) => {
    const labels = { 'web-0': web, 'web-1': { ...web, canary: 'true' }, 'db-0': { app: 'db' } };
    const expected = Object.entries(labels)
      .filter(([, each]) => matchesSelector(selector, each))
      .map(([name]) => name);
    expect(expected).not.toEqual([]);
    expect(await named(selector, 'shop')).toEqual(expected.toSorted());
  });

  test('a selector that the API server does not understand is refused', async () => {
    await expect(named({ matchLabels: { 'a b': 'c' } }, 'shop')).rejects.toThrow('Cannot list pods: ');
  });

  test('namespaces are found by label', async () => {
    const selector = { matchExpressions: [{ key: 'team', operator: 'In' as const, values: ['a', 'b'] }] };
    expect(await view.findNamespaces(selector, signal)).toEqual(['pay', 'shop']);
    expect(await view.findNamespaces({}, signal)).toContain('other');
  });
});
