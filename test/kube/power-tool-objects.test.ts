import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { KubeAnswer } from '../../coordinator/resources/kubernetes/kube-answer.ts';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import { openKubernetesResources } from '../../coordinator/resources/kubernetes/open-kubernetes-resources.ts';
import {
  metadataOf,
  type ResourceRef,
  type ResourceSource,
} from '../../coordinator/resources/resource-source.ts';
import type { ResourceMetadata } from '../../shared/kinds/kinds.ts';
import { silentLog } from '../../shared/log.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { createNamespace, installKinds, messageOf, pathOf, readPath } from './harness/toe-objects.ts';

const spec = { tool: { name: 'perf', args: ['record'], duration: '30s' }, targets: { allNodes: true } };
const patience = { timeout: 15_000, interval: 20 };

let server: ApiServer;
let api: BusyApi;
let source: ResourceSource;
let controller: AbortController;
let done: Promise<void>;
let seen: string[] = [];

beforeAll(async () => {
  server = await startApiServer();
  await installKinds(server.admin);
  for (const namespace of ['toe-system', 'oncall']) await createNamespace(server.admin, namespace);
  api = new BusyApi({ kind: 'token', url: server.url, ca: server.ca, token: server.adminToken });
  const rule = { relistMs: 600_000, backoff: { initialMs: 50, maxMs: 500 } };
  source = await openKubernetesResources(
    { api, namespace: 'toe-system', defaults: new Map(), log: silentLog, rule },
    AbortSignal.timeout(10_000),
  );
  controller = new AbortController();
  done = source.watch(({ name }) => seen.push(name), controller.signal);
});

afterAll(async () => {
  controller.abort();
  await done;
  await server?.[Symbol.asyncDispose]();
});

afterEach(() => {
  seen = [];
});

async function create(name: string, more: object = {}): Promise<ResourceMetadata> {
  const created = await source.createPowerTool({ namespace: 'oncall', name, spec, ...more });
  if (created.kind !== 'created') throw new Error(`Cannot create: ${JSON.stringify(created)}`);
  return created.resource.metadata;
}

async function readMetadata(ref: ResourceRef): Promise<ResourceMetadata | undefined> {
  const stored = await source.readPowerTool(ref);
  return stored === undefined ? undefined : metadataOf(stored);
}

async function patch(name: string, body: object): Promise<void> {
  const contentType = 'application/merge-patch+json';
  const answer = await server.admin.send('PATCH', pathOf('PowerTool', 'oncall', name), { body, contentType });
  expect(messageOf(answer)).toBe('200 ');
}

async function finalizersOf(name: string): Promise<readonly string[]> {
  const { body } = await server.admin.send('GET', pathOf('PowerTool', 'oncall', name));
  return (readPath(body, 'metadata', 'finalizers') ?? []) as readonly string[];
}

/** Puts somebody else's finalizer on an object, whatever others there are. */
async function append(name: string, value: string): Promise<void> {
  const contentType = 'application/json-patch+json';
  const hasSome = (await finalizersOf(name)).length > 0;
  const body = hasSome
    ? [{ op: 'add', path: '/metadata/finalizers/-', value }]
    : [{ op: 'add', path: '/metadata/finalizers', value: [value] }];
  const answer = await server.admin.send('PATCH', pathOf('PowerTool', 'oncall', name), { body, contentType });
  expect(messageOf(answer)).toBe('200 ');
}

/** An API server on which somebody else is quicker, the first few times. */
class BusyApi extends KubeApi {
  meddling: (() => Promise<void>)[] = [];

  override async jsonPatch(...args: Parameters<KubeApi['jsonPatch']>): Promise<KubeAnswer> {
    await this.meddling.shift()?.();
    return super.jsonPatch(...args);
  }
}

describe('a PowerTool of the coordinator', () => {
  test('has the labels, annotations and owner it is given', async () => {
    const owner = await create('nightly');
    const labels = { 'toe.run/scheduled-by': 'nightly' };
    const annotations = { 'toe.run/origin': 'retry of x' };
    const metadata = await create('nightly-1', {
      labels,
      annotations,
      owner: { name: 'nightly', uid: owner.uid },
    });
    const expected = {
      labels,
      annotations,
      owner: { kind: 'PowerTool', name: 'nightly', uid: owner.uid },
      isBeingDeleted: false,
      finalizers: [],
    };
    expect(metadata).toMatchObject(expected);
    expect(await readMetadata({ namespace: 'oncall', name: 'nightly-1' })).toMatchObject(expected);
    const answer = await server.admin.send('GET', pathOf('PowerTool', 'oncall', 'nightly-1'));
    expect(readPath(answer.body, 'metadata', 'ownerReferences')).toEqual([
      {
        apiVersion: 'toe.run/v1alpha1',
        kind: 'PowerTool',
        name: 'nightly',
        uid: owner.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
  });

  test('is refused with a label that is none', async () => {
    const input = { namespace: 'oncall', name: 'labelled', spec, labels: { 'a b': 'c' } };
    expect(await source.createPowerTool(input)).toMatchObject({
      kind: 'invalid',
      faults: [{ path: 'metadata.labels' }],
    });
  });
});

describe('a finalizer', () => {
  test('holds an object that is deleted, which is told, until it is let go', async () => {
    const ref = { namespace: 'oncall', name: 'held' };
    const { uid } = await create(ref.name);
    expect(await source.setFinalizer(ref, uid, true)).toBe('written');
    expect(await readMetadata(ref)).toMatchObject({ finalizers: ['toe.run/flush'], isBeingDeleted: false });
    await vi.waitFor(() => expect(seen).toEqual(['held']), patience);
    expect(await source.deletePowerTool(ref)).toBe('deleted');
    await vi.waitFor(() => expect(seen).toEqual(['held', 'held']), patience);
    expect(await readMetadata(ref)).toMatchObject({ uid, isBeingDeleted: true, generation: 2 });
    expect(await source.setFinalizer(ref, uid, false)).toBe('written');
    await vi.waitFor(async () => expect(await source.readPowerTool(ref)).toBeUndefined(), patience);
    expect(await source.setFinalizer(ref, uid, false)).toBe('gone');
    expect(seen).toEqual(['held', 'held', 'held']);
  });

  test('is set and taken once, however often it is asked for', async () => {
    const ref = { namespace: 'oncall', name: 'often' };
    const { uid } = await create(ref.name);
    expect(await source.setFinalizer(ref, uid, false)).toBe('written');
    expect(await source.setFinalizer(ref, uid, true)).toBe('written');
    expect(await source.setFinalizer(ref, uid, true)).toBe('written');
    expect(await finalizersOf(ref.name)).toEqual(['toe.run/flush']);
    expect(await source.setFinalizer(ref, uid, false)).toBe('written');
    expect(await finalizersOf(ref.name)).toEqual([]);
  });

  test("leaves everybody else's, also those that come meanwhile", async () => {
    const ref = { namespace: 'oncall', name: 'shared' };
    const { uid } = await create(ref.name);
    const others = ['example.com/a', 'example.com/b'];
    api.meddling = others.map((other) => () => append(ref.name, other));
    expect(await source.setFinalizer(ref, uid, true)).toBe('written');
    expect(await finalizersOf(ref.name)).toEqual([...others, 'toe.run/flush']);
    api.meddling = [() => append(ref.name, 'example.com/c')];
    expect(await source.setFinalizer(ref, uid, false)).toBe('written');
    expect(await finalizersOf(ref.name)).toEqual([...others, 'example.com/c']);
    await patch(ref.name, { metadata: { finalizers: null } });
  });

  test('is not put on another object of that name, nor on one that is being deleted', async () => {
    const ref = { namespace: 'oncall', name: 'going' };
    const { uid } = await create(ref.name);
    expect(await source.setFinalizer(ref, crypto.randomUUID(), true)).toBe('gone');
    expect(await source.setFinalizer({ ...ref, name: 'none' }, uid, true)).toBe('gone');
    await patch(ref.name, { metadata: { finalizers: ['example.com/other'] } });
    await source.deletePowerTool(ref);
    expect(await source.setFinalizer(ref, uid, true)).toBe('gone');
    expect(await finalizersOf(ref.name)).toEqual(['example.com/other']);
    await patch(ref.name, { metadata: { finalizers: null } });
  });
});
