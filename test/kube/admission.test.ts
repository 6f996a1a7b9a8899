import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Admitted } from '../../coordinator/admission/admission.ts';
import { type AdmissionStage, startAdmissionStage } from './admission-stage.ts';
import { apply, create, createAs, newName, patch } from './harness/objects-as-users.ts';
import { messageOf, pathOf, readPath, readSamples } from './harness/toe-objects.ts';
import type { User } from './harness/users.ts';
import { readManifest } from './harness/webhook-registrations.ts';

const spec = {
  tool: { name: 'perf', args: ['record', '-F', '99', '-a', '-g'], duration: '30s' },
  targets: { allNodes: true },
};

let stage: AdmissionStage;
let alice: User;
let bob: User;

beforeAll(async () => {
  stage = await startAdmissionStage();
  [alice, bob] = [await stage.addUser('alice'), await stage.addUser('bob')];
  stage.reviews.grant(alice.name, ({ verb }) => verb === 'use' || verb === 'capture');
  await stage.install();
});

afterAll(() => stage?.[Symbol.asyncDispose]());

beforeEach(() => {
  stage.reviews.isAway = false;
  stage.preview = undefined;
});

const byAlice = (): Admitted => ({ kind: 'admitted', requestedBy: alice.name });
const admin = (): Pick<User, 'client'> => ({ client: stage.server.admin });

const given = (user: Pick<User, 'client'>, name: string): Promise<void> =>
  createAs(user, 'PowerTool', 'oncall', { metadata: { name }, spec });

test.each(readSamples())('the sample $title is let through', async ({ kind, namespace, object }) => {
  const path = `${pathOf(kind, namespace)}?dryRun=All&fieldValidation=Strict`;
  expect(messageOf(await stage.server.admin.send('POST', path, { body: object }))).toBe('201 ');
});

test.each([
  ['Service', '/api/v1/namespaces/toe-system/services/toe-webhook'],
  [
    'MutatingWebhookConfiguration',
    '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/as-deployed',
  ],
])('its %s can be applied as it is deployed', async (kind, path) => {
  const deployed = readManifest(kind);
  const body = { ...deployed, metadata: { name: path.split('/').at(-1) } };
  const query = '?fieldManager=deployer&force=true&dryRun=All&fieldValidation=Strict';
  const contentType = 'application/apply-patch+yaml';
  const answer = await stage.server.admin.send('PATCH', `${path}${query}`, { body, contentType });
  expect(messageOf(answer)).toMatch(/^20[01] /);
});

describe('a capture that is applied', () => {
  test.each([
    ['create', create],
    ['apply --server-side', apply],
  ])('by kubectl %s is stamped for whoever asks for it', async (_, send) => {
    const name = newName();
    const object = { metadata: { name, labels: { team: 'blue' } }, spec };
    const answer = await send(alice, 'PowerTool', 'oncall', object);
    expect(messageOf(answer)).toBe('201 ');
    expect(readPath(answer.body, 'metadata', 'annotations')).toMatchObject({
      'toe.run/requested-by': alice.name,
    });
    expect(await stage.requireStamp(name)).toEqual(byAlice());
    const again = await apply(alice, 'PowerTool', 'oncall', { ...object, metadata: { name } });
    expect(messageOf(again)).toMatch(/^200 /);
    expect(await stage.requireStamp(name)).toEqual(byAlice());
  });

  test('without a name of its own is given one, and stamped under it', async () => {
    const metadata = { generateName: 'generated-' };
    const answer = await create(alice, 'PowerTool', 'oncall', { metadata, spec });
    const name = String(readPath(answer.body, 'metadata', 'name'));
    expect(name).toMatch(/^generated-[a-z0-9]{8}$/);
    expect(await stage.requireStamp(name)).toEqual(byAlice());
  });

  test('keeps its stamp when it is stopped, labelled, kept longer and reported on', async () => {
    const name = newName();
    await given(alice, name);
    const changes = [
      { metadata: { labels: { a: 'b' }, annotations: { note: 'x' }, finalizers: ['toe.run/files'] } },
      { spec: { output: { retention: '30d' }, ttlSecondsAfterFinished: 60 } },
      { spec: { stop: true } },
      { metadata: { finalizers: null } },
    ];
    for (const change of changes)
      expect(messageOf(await patch(alice, 'PowerTool', 'oncall', name, change))).toBe('200 ');
    const path = `${pathOf('PowerTool', 'oncall', name)}/status`;
    const contentType = 'application/merge-patch+json';
    const reported = await stage.own.client.send('PATCH', path, {
      body: { status: { phase: 'Running' } },
      contentType,
    });
    expect(messageOf(reported)).toBe('200 ');
    expect(await stage.requireStamp(name)).toEqual(byAlice());
  });

  test('can be stopped by somebody who may not use the tool, and stays its requester’s', async () => {
    const name = newName();
    await given(alice, name);
    expect(messageOf(await patch(bob, 'PowerTool', 'oncall', name, { spec: { stop: true } }))).toBe('200 ');
    expect(await stage.requireStamp(name)).toEqual(byAlice());
  });

  test('can be stopped and labelled though its tool is there no more', async () => {
    const name = newName();
    await stage.uninstall();
    const vanished = { ...spec, tool: { ...spec.tool, name: 'vanished' } };
    await createAs(alice, 'PowerTool', 'oncall', { metadata: { name }, spec: vanished });
    await stage.install();
    for (const change of [{ metadata: { labels: { a: 'b' } } }, { spec: { stop: true } }])
      expect(messageOf(await patch(alice, 'PowerTool', 'oncall', name, change))).toBe('200 ');
  });

  test('keeps its stamp over a replacement that leaves the annotations out', async () => {
    const name = newName();
    await given(alice, name);
    const before = await stage.readAnnotations(name);
    const path = pathOf('PowerTool', 'oncall', name);
    const { body } = await bob.client.send('GET', path);
    const resourceVersion = readPath(body, 'metadata', 'resourceVersion');
    const replaced = await bob.client.send('PUT', path, {
      body: { apiVersion: 'toe.run/v1alpha1', kind: 'PowerTool', metadata: { name, resourceVersion }, spec },
    });
    expect(messageOf(replaced)).toBe('200 ');
    expect(await stage.readAnnotations(name)).toEqual(before);
  });

  test('is refused with all its faults, and is not there', async () => {
    const name = newName();
    const wrong = {
      tool: { ...spec.tool, args: ['record', '-a', '-o', '/etc/passwd'], duration: '2h' },
      targets: { allNodes: true },
      processing: ['nothing'],
    };
    const answer = await apply(bob, 'PowerTool', 'oncall', { metadata: { name }, spec: wrong });
    const message = messageOf(answer);
    expect(message).toMatch(
      /^422 admission webhook "admission.toe.run" denied the request: Cannot create PowerTool "oncall\//,
    );
    expect(message).toContain('spec.tool.args: Cannot run "perf record": argument 3 "-o"');
    expect(message).toContain('spec.tool.duration: "2h" is above the limit of "1h"');
    expect(message).toContain('spec.processing[0]: there is no PowerToolProcessing "nothing": leave it out');
    expect(message).toContain(
      `spec.tool.name: "${bob.name}" may not use tool "perf": ask for a role with verb "use"`,
    );
    expect(message).toContain(`spec.targets: "${bob.name}" may not capture whole nodes`);
    const fields = readPath(answer.body, 'details', 'causes');
    expect(fields).toMatchObject([
      { field: 'spec.tool.duration' },
      { field: 'spec.tool.args' },
      { field: 'spec.processing[0]' },
      { field: 'spec.tool.name' },
      { field: 'spec.targets' },
    ]);
    expect((await bob.client.send('GET', pathOf('PowerTool', 'oncall', name))).status).toBe(404);
  });

  test('is refused as forbidden where only rights are missing', async () => {
    const answer = await create(bob, 'PowerTool', 'oncall', { metadata: { name: newName() }, spec });
    const message = messageOf(answer);
    expect(message).toMatch(/^403 /);
    expect(message).toContain('verb "use" on powertoolconfigs.toe.run "perf" in namespace "toe-system"');
    expect(message).toContain('verb "capture" on nodes.toe.run in all namespaces');
  });

  test('of pods of other namespaces takes the right to list them, and none to whole nodes', async () => {
    const targets = {
      labelSelector: { matchLabels: { app: 'a' } },
      namespaceSelector: { matchLabels: { a: 'b' } },
    };
    const metadata = { name: newName() };
    const answer = await create(bob, 'PowerTool', 'oncall', { metadata, spec: { ...spec, targets } });
    const message = messageOf(answer);
    expect(message).toContain('spec.targets.namespaceSelector: ');
    expect(message).toContain('verb "list" on pods in all namespaces');
    expect(message).not.toContain('whole nodes');
  });

  test('is let through with a warning where its targets choose nothing now', async () => {
    const named = { ...spec, targets: { nodeNames: ['a', 'gone'] } };
    stage.preview = { selected: 1, missing: ['gone'] };
    const some = await create(alice, 'PowerTool', 'oncall', { metadata: { name: newName() }, spec: named });
    expect(some.warnings.join()).toContain('no agent serves gone now: they will count as failed');
    stage.preview = { selected: 0, missing: [] };
    const none = await create(alice, 'PowerTool', 'oncall', { metadata: { name: newName() }, spec });
    expect(none.status).toBe(201);
    expect(none.warnings.join()).toContain('no node matches now');
  });

  test('is refused while nobody can say what the person may do', async () => {
    stage.reviews.isAway = true;
    const answer = await create(alice, 'PowerTool', 'oncall', { metadata: { name: newName() }, spec });
    expect(messageOf(answer)).toMatch(/^503 .*Cannot judge PowerTool .*: try again$/);
  });

  test('is stamped by a trial run too, which stores nothing', async () => {
    const name = newName();
    const body = { apiVersion: 'toe.run/v1alpha1', kind: 'PowerTool', metadata: { name }, spec };
    const answer = await alice.client.send('POST', `${pathOf('PowerTool', 'oncall')}?dryRun=All`, { body });
    expect(readPath(answer.body, 'metadata', 'annotations')).toMatchObject({
      'toe.run/requested-by': alice.name,
    });
    expect((await alice.client.send('GET', pathOf('PowerTool', 'oncall', name))).status).toBe(404);
  });
});

// The last one: the webhook is gone after it.
test('nothing is created while the webhook is down, and what is there can be deleted', async () => {
  const [before, after] = [newName(), newName()];
  await given(alice, before);
  await stage.stopWebhook();
  const answer = await create(admin(), 'PowerTool', 'oncall', { metadata: { name: after }, spec });
  expect(messageOf(answer)).toMatch(/^500 .*failed calling webhook "admission.toe.run"/);
  expect((await stage.server.admin.send('GET', pathOf('PowerTool', 'oncall', after))).status).toBe(404);
  expect((await stage.server.admin.send('DELETE', pathOf('PowerTool', 'oncall', before))).status).toBe(200);
});
