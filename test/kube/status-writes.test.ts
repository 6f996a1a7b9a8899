import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeFence } from '../../coordinator/leadership/fence.ts';
import { fenceSource } from '../../coordinator/resources/fence-source.ts';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import { openKubernetesResources } from '../../coordinator/resources/kubernetes/open-kubernetes-resources.ts';
import type { ResourceSource } from '../../coordinator/resources/resource-source.ts';
import { emptyStatus } from '../../shared/kinds/empty-status.ts';
import type { PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { silentLog } from '../../shared/log.ts';
import { TcpProxy } from '../faults/harness/tcp-proxy.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { createNamespace, installKinds, pathOf, readPath } from './harness/toe-objects.ts';

const spec = { tool: { name: 'perf', args: ['record'], duration: '30s' }, targets: { allNodes: true } };
const status: PowerToolStatus = { ...emptyStatus, phase: 'Running' };
const patience = { timeout: 15_000, interval: 20 };

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer();
  await installKinds(server.admin);
  for (const namespace of ['toe-system', 'oncall']) await createNamespace(server.admin, namespace);
});

afterAll(() => server?.[Symbol.asyncDispose]());

/** The resources as a coordinator knows them that does not watch: as they were when it opened them. */
function open(url = server.url): Promise<ResourceSource> {
  const api = new KubeApi({ kind: 'token', url, ca: server.ca, token: server.adminToken });
  const options = { api, namespace: 'toe-system', defaults: new Map<string, unknown>(), log: silentLog };
  return openKubernetesResources(options, AbortSignal.timeout(10_000));
}

async function create(source: ResourceSource, name: string): Promise<string> {
  const created = await source.createPowerTool({ namespace: 'oncall', name, spec });
  if (created.kind !== 'created') throw new Error(`Cannot create "${name}": ${created.kind}`);
  return created.resource.metadata.uid;
}

test('a status is written over what people changed meanwhile, and nothing of theirs is lost', async () => {
  // It does not watch, so that it knows the version alone that it created.
  const source = await open();
  const ref = { namespace: 'oncall', name: 'edited' };
  const uid = await create(source, ref.name);
  const contentType = 'application/merge-patch+json';
  const body = { metadata: { labels: { team: 'blue' } } };
  const path = pathOf('PowerTool', 'oncall', ref.name);
  await server.admin.send('PATCH', path, { contentType, body });
  expect(await source.writeStatus(ref, uid, status)).toBe('written');
  const answer = await server.admin.send('GET', path);
  expect(readPath(answer.body, 'status', 'phase')).toBe('Running');
  expect(readPath(answer.body, 'metadata', 'labels')).toEqual({ team: 'blue' });
});

test('what another coordinator has ended stays as it ended', async () => {
  const [earlier, later] = [await open(), await open()];
  const ref = { namespace: 'oncall', name: 'ended' };
  const uid = await create(earlier, ref.name);
  const ended: PowerToolStatus = { ...status, phase: 'Succeeded', completedAt: '2030-01-01T00:00:00.000Z' };
  expect(await later.writeStatus(ref, uid, ended)).toBe('written');
  // One that still believes that it runs, one that ends it in its own way, and again now that it knows.
  expect(await earlier.writeStatus(ref, uid, status)).toBe('ended');
  expect(await earlier.writeStatus(ref, uid, { ...ended, phase: 'Failed' })).toBe('ended');
  expect((await earlier.readPowerTool(ref))?.status).toEqual(ended);
  expect(await earlier.writeStatus(ref, uid, { ...ended, manifest: 'runs/x/manifest.json' })).toBe('written');
  const answer = await server.admin.send('GET', pathOf('PowerTool', 'oncall', ref.name));
  expect(readPath(answer.body, 'status')).toEqual({ ...ended, manifest: 'runs/x/manifest.json' });
});

test('a status that was sent before another was written does not come after it', async () => {
  await using proxy = await TcpProxy.start(new URL(server.url).host);
  const quick = await open();
  const ref = { namespace: 'oncall', name: 'overtaken' };
  const uid = await create(quick, ref.name);
  const slow = await open(`https://${proxy.address}`);
  const over = new AbortController();
  proxy.stall();
  const overtaken = slow.writeStatus(
    ref,
    uid,
    { ...status, phase: 'Uploading' },
    {
      signal: over.signal,
      check: () => undefined,
    },
  );
  expect(await quick.writeStatus(ref, uid, status)).toBe('written');
  over.abort();
  await expect(overtaken).rejects.toThrow('aborted');
  const bytes = proxy.bytesUp;
  proxy.resume();
  // What waited in the proxy has gone to the server.
  await vi.waitFor(() => expect(proxy.bytesUp).toBeGreaterThan(bytes), patience);
  await vi.waitFor(() => expect(proxy.connections).toBe(0), patience);
  const answer = await server.admin.send('GET', pathOf('PowerTool', 'oncall', ref.name));
  expect(readPath(answer.body, 'status', 'phase')).toBe('Running');
});

test('a leader that loses its word after it began to write does not write', async () => {
  const source = await open();
  const ref = { namespace: 'oncall', name: 'lapsed' };
  const uid = await create(source, ref.name);
  const before = await server.admin.send('GET', pathOf('PowerTool', 'oncall', ref.name));
  let isHeld = true;
  const fenced = fenceSource(source, makeFence({ isHeld: () => isHeld }), new AbortController().signal);
  const input = { namespace: 'oncall', name: 'too-late', spec: { tool: { name: 'perf', duration: '10s' } } };
  for (const write of [
    () => fenced.setFinalizer(ref, uid, true),
    () => fenced.writeStatus(ref, uid, status),
    () => fenced.requestStop(ref),
    () => fenced.deletePowerTool(ref, uid),
    () => fenced.createPowerTool({ ...input, spec: { ...input.spec, targets: { allNodes: true } } }),
  ]) {
    isHeld = true;
    const writing = write();
    isHeld = false;
    await expect(writing).rejects.toThrow('this coordinator does not lead any more');
  }
  const after = await server.admin.send('GET', pathOf('PowerTool', 'oncall', ref.name));
  expect(after.body).toEqual(before.body);
  expect((await server.admin.send('GET', pathOf('PowerTool', 'oncall', 'too-late'))).status).toBe(404);
});

test('a status that the schema refuses is no conflict', async () => {
  const source = await open();
  const ref = { namespace: 'oncall', name: 'refused' };
  const uid = await create(source, ref.name);
  const wrong = { ...status, conditions: [{ type: 'A b', status: 'True', reason: 'X', message: '' }] };
  await expect(source.writeStatus(ref, uid, wrong as unknown as PowerToolStatus)).rejects.toThrow(
    'Cannot write the status of PowerTool "oncall/refused"',
  );
});
