import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Sessions } from '../../coordinator/agents/sessions.ts';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import { openKubernetesResources } from '../../coordinator/resources/kubernetes/open-kubernetes-resources.ts';
import type { ResourceSource } from '../../coordinator/resources/resource-source.ts';
import { noCeiling } from '../../coordinator/settings/ceiling.ts';
import { SettingsPublisher } from '../../coordinator/settings/publish-settings.ts';
import { silentLog } from '../../shared/log.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { createNamespace, installKinds, messageOf, pathOf, readPath } from './harness/toe-objects.ts';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const specOfSchema = '/spec/versions/0/schema/openAPIV3Schema/properties/spec';
const patience = { timeout: 15_000, interval: 50 };
const home = 'toe-system';
const perf = { subcommands: [{ name: 'record', outputs: [{ name: 'profile', path: 'perf.data' }] }] };
const status = {
  conditions: [],
  observedGeneration: 1,
  policyDigest: '',
  nodes: { supported: 1, unsupported: 0 },
};

let server: ApiServer;
let source: ResourceSource;

/** A real API server whose schemas let every spec pass, as those of another version may. */
beforeAll(async () => {
  server = await startApiServer();
  await installKinds(server.admin);
  await createNamespace(server.admin, home);
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  for (const plural of ['powertoolconfigs', 'powertoolargumentpolicies']) {
    const loosened = await server.admin.send('PATCH', `${definitions}/${plural}.toe.run`, {
      contentType: 'application/json-patch+json',
      body: [{ op: 'replace', path: specOfSchema, value: open }],
    });
    if (loosened.status !== 200) throw new Error(`Cannot loosen the schema: ${messageOf(loosened)}`);
  }
});

afterAll(() => server?.[Symbol.asyncDispose]());

beforeEach(async () => {
  const api = new KubeApi({ kind: 'token', url: server.url, ca: server.ca, token: server.adminToken });
  const options = { api, namespace: home, defaults: new Map<string, unknown>(), log: silentLog };
  source = await openKubernetesResources(options, AbortSignal.timeout(10_000));
});

/** Resolves with the uid. */
async function create(kind: 'PowerToolConfig' | 'PowerToolArgumentPolicy', name: string, spec: object) {
  const body = { apiVersion: 'toe.run/v1alpha1', kind, metadata: { name }, spec };
  // The changed schema is served a moment later.
  return vi.waitFor(async () => {
    const answer = await server.admin.send('POST', pathOf(kind, home), { body });
    expect(messageOf(answer)).toBe('201 ');
    return String(readPath(answer.body, 'metadata', 'uid'));
  }, patience);
}

async function read(kind: 'PowerToolConfig' | 'PowerToolArgumentPolicy', name: string): Promise<unknown> {
  return (await server.admin.send('GET', pathOf(kind, home, name))).body;
}

async function edit(kind: 'PowerToolConfig', name: string, body: object): Promise<void> {
  const contentType = 'application/merge-patch+json';
  const answer = await server.admin.send('PATCH', pathOf(kind, home, name), { contentType, body });
  expect(messageOf(answer)).toBe('200 ');
}

describe('a setting that the schema let pass and nobody can honour', () => {
  test('is told so in its status, field by field, until it is mended', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const publisher = new SettingsPublisher({
      source,
      sessions: { all: () => [] } as unknown as Sessions,
      ceiling: noCeiling,
      clock: systemClock,
      log: silentLog,
      settleMs: 0,
    });
    const running = Promise.all([publisher.run(signal), source.watch(() => undefined, signal)]);
    const limits = { duration: 'long', outputBytes: 'much' };
    await create('PowerToolConfig', 'perf', { ...perf, limits });
    await create('PowerToolArgumentPolicy', 'odd', { tool: 'perf', subcommands: [{ allow: ['-a'] }] });
    const readyOf = async (kind: 'PowerToolConfig' | 'PowerToolArgumentPolicy', name: string) =>
      readPath(await read(kind, name), 'status', 'conditions', 0);
    await expect
      .poll(() => readyOf('PowerToolConfig', 'perf'), patience)
      .toMatchObject({
        type: 'Ready',
        status: 'False',
        reason: 'Invalid',
        message: expect.stringMatching(
          /spec\.limits\.outputBytes: "much" is not an amount of bytes.*spec\.limits\.duration: "long" is not a duration|spec\.limits\.duration: "long" is not a duration.*spec\.limits\.outputBytes: "much" is not/,
        ),
      });
    await expect
      .poll(() => readyOf('PowerToolArgumentPolicy', 'odd'), patience)
      .toMatchObject({
        status: 'False',
        reason: 'Invalid',
        message: expect.stringContaining('spec.subcommands[0].allow: there is no such field'),
      });
    expect(await source.readConfig('perf')).toMatchObject({ kind: 'invalid' });
    await edit('PowerToolConfig', 'perf', { spec: { limits: { duration: '1h', outputBytes: '1Gi' } } });
    await expect
      .poll(() => readyOf('PowerToolConfig', 'perf'), patience)
      .toMatchObject({ status: 'True', reason: 'Ready' });
    controller.abort();
    await running;
  });
});

describe('the status of a setting', () => {
  test('is written over what people changed meanwhile, and nothing of theirs is lost', async () => {
    const uid = await create('PowerToolConfig', 'edited', perf);
    // It does not watch, so that it has not seen the object at all, and then not its label.
    const ref = { kind: 'PowerToolConfig', namespace: home, name: 'edited' } as const;
    expect(await source.writeSettingStatus(ref, uid, status)).toBe('written');
    await edit('PowerToolConfig', 'edited', { metadata: { labels: { team: 'blue' } } });
    const next = { ...status, nodes: { supported: 2, unsupported: 0 } };
    expect(await source.writeSettingStatus(ref, uid, next)).toBe('written');
    const stored = await read('PowerToolConfig', 'edited');
    expect(readPath(stored, 'status')).toEqual(next);
    expect(readPath(stored, 'metadata', 'labels')).toEqual({ team: 'blue' });
    expect(await source.listSettings()).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ kind: 'PowerToolConfig', status: next })]),
    );
  });

  test('is not written to another object of that name, nor to one that is gone', async () => {
    const uid = await create('PowerToolConfig', 'replaced', perf);
    await server.admin.send('DELETE', pathOf('PowerToolConfig', home, 'replaced'));
    const ref = { kind: 'PowerToolConfig', namespace: home, name: 'replaced' } as const;
    expect(await source.writeSettingStatus(ref, uid, status)).toBe('gone');
    await create('PowerToolConfig', 'replaced', perf);
    expect(await source.writeSettingStatus(ref, uid, status)).toBe('gone');
    expect(readPath(await read('PowerToolConfig', 'replaced'), 'status')).toBeUndefined();
  });
});
