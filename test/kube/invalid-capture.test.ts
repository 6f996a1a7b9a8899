import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { admitEverything } from '../../coordinator/admission/admission.ts';
import { Sessions } from '../../coordinator/agents/sessions.ts';
import { type DiskStore, openDiskStore } from '../../coordinator/artifacts/disk-store.ts';
import { planKey } from '../../coordinator/planning/plan.ts';
import { Reconciler } from '../../coordinator/reconcile/reconciler.ts';
import { noEvents } from '../../coordinator/resources/event-recorder.ts';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import { openKubernetesResources } from '../../coordinator/resources/kubernetes/open-kubernetes-resources.ts';
import type { ResourceSource } from '../../coordinator/resources/resource-source.ts';
import { noCeiling } from '../../coordinator/settings/ceiling.ts';
import { silentLog } from '../../shared/log.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { noFailpoints } from '../../shared/runtime/failpoint.ts';
import { type Part, runGroup } from '../../shared/runtime/group.ts';
import { aPlan } from '../builders/run.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { createNamespace, installKinds, messageOf, pathOf, readPath } from './harness/toe-objects.ts';

const definition = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/powertools.toe.run';
const specOfSchema = '/spec/versions/0/schema/openAPIV3Schema/properties/spec';
const patience = { timeout: 15_000, interval: 50 };
const log = silentLog;
const clock = systemClock;

let server: ApiServer;
let folder: string;
let source: ResourceSource;
let store: DiskStore;
const cleanup = new AsyncDisposableStack();

/** A real API server whose schema lets every spec pass, as one of another version may. */
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
  folder = await mkdtemp(join(tmpdir(), 'toe-invalid-'));
  cleanup.defer(() => rm(folder, { recursive: true }));
  const api = new KubeApi({ kind: 'token', url: server.url, ca: server.ca, token: server.adminToken });
  const options = { api, namespace: 'toe-system', defaults: new Map<string, unknown>(), log };
  source = await openKubernetesResources(options, AbortSignal.timeout(10_000));
  const root = join(folder, 'store');
  store = cleanup.use(await openDiskStore({ root, floorBytes: 0, clock, failpoints: noFailpoints }));
});

afterAll(() => cleanup.disposeAsync());

/** Carries out captures without any agent, until it is disposed of. */
function startReconciler(): AsyncDisposable {
  const sessions = new Sessions({
    clock,
    log,
    times: { heartbeatIntervalMs: 10_000, leaseMs: 35_000 },
    leaderAddress: '',
  });
  const times = { prepareTimeoutMs: 10_000, settleMs: 0, ledSinceUs: 0, stopGraceMs: 0 };
  const deps = {
    source,
    store,
    sessions,
    kept: { noteRemoved: () => undefined },
    cluster: undefined,
    events: noEvents,
    admission: admitEverything,
    ceiling: noCeiling,
    metrics: { countOutsidePolicy: () => undefined },
    clock,
    log,
    times,
    lookAfterTemplate: async () => undefined,
  };
  const reconciler = new Reconciler({ ...deps, workDirectory: folder });
  const controller = new AbortController();
  const watch: Part = (signal) => source.watch((ref) => reconciler.onResource(ref), signal);
  const running = runGroup([(signal) => reconciler.run(signal), watch], controller.signal);
  return {
    [Symbol.asyncDispose]: async () => {
      controller.abort();
      await running;
    },
  };
}

/** Creates an object that nobody can honour; resolves with its uid. */
async function createStrange(name: string): Promise<string> {
  const metadata = { name, labels: { team: 'a' } };
  const spec = { tool: { name: 'perf', duration: 'long' }, colour: 'blue' };
  const body = { apiVersion: 'toe.run/v1alpha1', kind: 'PowerTool', metadata, spec };
  // The changed schema is served a moment later.
  return vi.waitFor(async () => {
    const answer = await server.admin.send('POST', pathOf('PowerTool', 'default'), { body });
    expect(messageOf(answer)).toBe('201 ');
    return String(readPath(answer.body, 'metadata', 'uid'));
  }, patience);
}

async function readStatus(name: string): Promise<unknown> {
  return readPath((await server.admin.send('GET', pathOf('PowerTool', 'default', name))).body, 'status');
}

test('an object that the schema let pass and nobody can honour is told so in its status', async () => {
  await using _reconciler = startReconciler();
  await createStrange('strange');
  await vi.waitFor(
    async () => expect(await readStatus('strange')).toMatchObject({ phase: 'Failed' }),
    patience,
  );
  const fault = /^PowerTool "default\/strange": .*spec\.tool\.duration: "long" is not a duration/;
  expect(await readStatus('strange')).toMatchObject({
    conditions: [
      {
        type: 'Accepted',
        status: 'False',
        reason: 'Invalid',
        message: expect.stringMatching(fault) as unknown,
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

test('a run that was accepted is carried out, though its object could not be accepted now', async () => {
  const uid = await createStrange('accepted');
  const plan = { ...aPlan(['node-a']), runUid: uid, createdUnixUs: clock.unixUs() };
  await store.createDocument(planKey(uid), Buffer.from(JSON.stringify(plan)));
  await using _reconciler = startReconciler();
  await vi.waitFor(async () => expect(await readStatus('accepted')).toBeDefined(), patience);
  expect(await readStatus('accepted')).toMatchObject({ phase: 'Scheduled', nodes: { selected: 1 } });
});
