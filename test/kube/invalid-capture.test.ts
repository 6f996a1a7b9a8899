import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Sessions } from '../../coordinator/agents/sessions.ts';
import { openDiskStore } from '../../coordinator/artifacts/disk-store.ts';
import { Reconciler } from '../../coordinator/reconcile/reconciler.ts';
import { noEvents } from '../../coordinator/resources/event-recorder.ts';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import { openKubernetesResources } from '../../coordinator/resources/kubernetes/open-kubernetes-resources.ts';
import type { ResourceSource } from '../../coordinator/resources/resource-source.ts';
import { silentLog } from '../../shared/log.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { noFailpoints } from '../../shared/runtime/failpoint.ts';
import { runGroup } from '../../shared/runtime/group.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { createNamespace, installKinds, messageOf, pathOf, readPath } from './harness/toe-objects.ts';

const definition = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/powertools.toe.run';
const specOfSchema = '/spec/versions/0/schema/openAPIV3Schema/properties/spec';
const patience = { timeout: 15_000, interval: 50 };
const log = silentLog;
const clock = systemClock;

let server: ApiServer;
let source: ResourceSource;
const cleanup = new AsyncDisposableStack();

/** A coordinator without agents on a real API server whose schema lets every spec pass, as one of another version may. */
beforeAll(async () => {
  server = cleanup.use(await startApiServer());
  await installKinds(server.admin);
  await createNamespace(server.admin, 'toe-system');
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const loosened = await server.admin.send('PATCH', definition, {
    contentType: 'application/json-patch+json',
    body: [{ op: 'replace', path: specOfSchema, value: open }],
  });
  if (loosened.status !== 200) throw new Error(`Cannot loosen the schema: ${messageOf(loosened)}`);

  const folder = await mkdtemp(join(tmpdir(), 'toe-invalid-'));
  cleanup.defer(() => rm(folder, { recursive: true }));
  const api = new KubeApi({ kind: 'token', url: server.url, ca: server.ca, token: server.adminToken });
  const options = { api, namespace: 'toe-system', defaults: new Map<string, unknown>(), log };
  source = await openKubernetesResources(options, AbortSignal.timeout(10_000));
  const root = join(folder, 'store');
  const store = cleanup.use(await openDiskStore({ root, floorBytes: 0, clock, failpoints: noFailpoints }));
  const sessions = new Sessions({
    clock,
    log,
    times: { heartbeatIntervalMs: 10_000, leaseMs: 35_000 },
    leaderAddress: '',
  });
  const times = { prepareTimeoutMs: 10_000, settleMs: 0, ledSinceUs: 0, stopGraceMs: 0 };
  const workDirectory = folder;
  const cluster = undefined;
  const events = noEvents;
  const reconciler = new Reconciler({
    source,
    store,
    sessions,
    cluster,
    events,
    clock,
    log,
    times,
    workDirectory,
  });
  const controller = new AbortController();
  const running = runGroup(
    [
      (signal) => reconciler.run(signal),
      (signal) => source.watch((ref) => reconciler.onResource(ref), signal),
    ],
    controller.signal,
  );
  cleanup.defer(async () => {
    controller.abort();
    await running;
  });
});

afterAll(() => cleanup.disposeAsync());

test('an object that the schema let pass and nobody can honour is told so in its status', async () => {
  const path = pathOf('PowerTool', 'default');
  const body = {
    apiVersion: 'toe.run/v1alpha1',
    kind: 'PowerTool',
    metadata: { name: 'strange', labels: { team: 'a' } },
    spec: { tool: { name: 'perf', duration: 'long' }, colour: 'blue' },
  };
  const posted = async (): Promise<string> => messageOf(await server.admin.send('POST', path, { body }));
  // The changed schema is served a moment later.
  await vi.waitFor(async () => expect(await posted()).toBe('201 '), patience);
  const read = async (): Promise<unknown> =>
    readPath((await server.admin.send('GET', `${path}/strange`)).body, 'status');
  await vi.waitFor(async () => expect(await read()).toMatchObject({ phase: 'Failed' }), patience);
  expect(await read()).toMatchObject({
    conditions: [
      {
        type: 'Accepted',
        status: 'False',
        reason: 'Invalid',
        message: expect.stringMatching(
          /^PowerTool "default\/strange": .*spec\.tool\.duration: "long" is not a duration/,
        ) as unknown,
      },
      { type: 'Complete', status: 'True' },
    ],
  });
  const ref = { namespace: 'default', name: 'strange' };
  await vi.waitFor(async () => {
    expect(await source.readPowerTool(ref)).toMatchObject({
      kind: 'invalid',
      metadata: { ...ref, labels: { team: 'a' } },
      message: expect.stringContaining('spec.colour: there is no such field') as unknown,
      status: { phase: 'Failed' },
    });
  }, patience);
  expect(await source.listPowerTools('')).toMatchObject([{ kind: 'invalid' }]);
});
