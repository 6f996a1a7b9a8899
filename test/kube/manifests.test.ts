import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import {
  apply,
  listFolderFiles,
  listManifestFiles,
  makeSecrets,
  readManifests,
} from './harness/manifests.ts';
import { installKinds, messageOf, readPath } from './harness/toe-objects.ts';

let server: ApiServer;
let keys: string;
const answers = new Map<string, { readonly status: number; readonly message: string }>();
const warnings: string[] = [];

beforeAll(async () => {
  keys = mkdtempSync(join(tmpdir(), 'toe-keys-'));
  server = await startApiServer();
  await installKinds(server.admin);
  for (const manifest of [...readManifests(), ...makeSecrets(keys)]) {
    const answer = await apply(server.admin, manifest);
    const title = `${manifest.kind} ${manifest.metadata.name}`;
    answers.set(title, { status: answer.status, message: messageOf(answer) });
    warnings.push(...answer.warnings);
  }
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  rmSync(keys, { recursive: true, force: true });
});

/** `verb group/resource[/subresource] [namespace[/name]]`, with "core" for the core group. */
async function may(subject: { readonly user: string; readonly groups?: readonly string[] }, what: string) {
  const [verb, path = '', place = ''] = what.split(' ');
  const [group = '', resource, subresource = ''] = path.split('/');
  const [namespace, name = ''] = place.split('/');
  const resourceAttributes = {
    verb,
    group: group === 'core' ? '' : group,
    resource,
    subresource,
    namespace,
    name,
  };
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { ...subject, resourceAttributes },
  };
  const answer = await server.admin.send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    body,
  });
  if (answer.status !== 201) throw new Error(`Cannot ask for "${what}": ${messageOf(answer)}`);
  return readPath(answer.body, 'status', 'allowed') === true;
}

const accountOf = (name: string) => ({
  user: `system:serviceaccount:toe-system:${name}`,
  groups: ['system:serviceaccounts', 'system:serviceaccounts:toe-system', 'system:authenticated'],
});

describe('the manifests', () => {
  test('are all named by the kustomization, but the one that has to be filled in', () => {
    expect(listManifestFiles().toSorted()).toEqual(listFolderFiles().toSorted());
  });

  test('are taken by a real API server, strictly, without a warning', () => {
    const refused = [...answers].filter(([, { status }]) => status !== 201 && status !== 200);
    expect(refused).toEqual([]);
    expect(warnings).toEqual([]);
  });
});

describe('the coordinator', () => {
  test.each([
    'watch core/nodes',
    'watch core/pods oncall',
    'patch toe.run/powertools oncall/blue',
    'create toe.run/powertools oncall',
    'delete toe.run/powertools oncall/blue',
    'patch toe.run/powertools/status oncall/blue',
    'update toe.run/powertools/finalizers oncall/blue',
    'patch toe.run/powertoolconfigs toe-system/perf',
    'patch toe.run/powertoolargumentpolicies toe-system/perf',
    'patch toe.run/powertoolconfigs/status toe-system/perf',
    'patch toe.run/powertoolargumentpolicies/status toe-system/perf',
    'watch core/namespaces',
    'create core/events oncall',
    'create coordination.k8s.io/leases toe-system',
    'update coordination.k8s.io/leases toe-system/toe-coordinator',
    'create authentication.k8s.io/tokenreviews',
    'create authorization.k8s.io/subjectaccessreviews',
  ])('may %s', async (what) => {
    expect(await may(accountOf('toe-coordinator'), what)).toBe(true);
  });

  test.each([
    'get core/secrets toe-system/toe-stamp',
    'list core/secrets',
    'create core/pods toe-system',
    'create core/pods/exec toe-system/x',
    'get core/pods/log oncall/x',
    'get core/nodes/proxy',
    'patch core/nodes worker',
    'get core/configmaps oncall/x',
    'create core/serviceaccounts/token toe-system/toe-agent',
    'patch toe.run/powertoolconfigs oncall/perf',
    'delete toe.run/powertoolconfigs toe-system/perf',
    'update coordination.k8s.io/leases toe-system/another',
    'update coordination.k8s.io/leases kube-system/toe-coordinator',
    'patch apps/daemonsets toe-system/toe-agent',
    'patch admissionregistration.k8s.io/mutatingwebhookconfigurations',
    'create rbac.authorization.k8s.io/clusterrolebindings',
    'impersonate core/users',
    'use toe.run/powertoolconfigs toe-system/perf',
    'capture toe.run/nodes',
  ])('may not %s', async (what) => {
    expect(await may(accountOf('toe-coordinator'), what)).toBe(false);
  });
});

describe('an agent', () => {
  test('may read the public authority like everybody', async () => {
    expect(await may(accountOf('toe-agent'), 'get core/configmaps toe-system/toe-ca')).toBe(true);
  });

  test.each([
    'get core/nodes',
    'list core/pods',
    'get core/secrets toe-system/toe-coordinator-tls',
    'get core/configmaps toe-system/another',
    'get toe.run/powertools oncall/blue',
    'list toe.run/powertools',
    'patch toe.run/powertools/status oncall/blue',
    'create core/events oncall',
    'get coordination.k8s.io/leases toe-system/toe-coordinator',
  ])('may not %s', async (what) => {
    expect(await may(accountOf('toe-agent'), what)).toBe(false);
  });
});

describe('people', () => {
  const bind = async (role: string, group: string): Promise<void> => {
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group }];
    const answer = await apply(server.admin, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: group },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects,
    } as Parameters<typeof apply>[1]);
    if (answer.status !== 201) throw new Error(`Cannot bind "${role}": ${messageOf(answer)}`);
  };

  beforeAll(async () => {
    for (const role of ['toe-viewer', 'toe-operator', 'toe-administrator', 'toe-node-capture'])
      await bind(role, `test-${role}`);
  });

  test.each([
    ['toe-viewer', 'get toe.run/powertools oncall/blue', true],
    ['toe-viewer', 'get toe.run/powertools/report oncall/blue', true],
    ['toe-viewer', 'get toe.run/powertools/artifacts oncall/blue', false],
    ['toe-viewer', 'create toe.run/powertools oncall', false],
    ['toe-viewer', 'use toe.run/powertoolconfigs toe-system/perf', false],
    ['toe-operator', 'create toe.run/powertools oncall', true],
    ['toe-operator', 'get toe.run/powertools/artifacts oncall/blue', true],
    ['toe-operator', 'use toe.run/powertoolconfigs toe-system/perf', true],
    ['toe-operator', 'patch toe.run/powertoolconfigs toe-system/perf', false],
    ['toe-operator', 'patch toe.run/powertools/status oncall/blue', false],
    ['toe-operator', 'capture toe.run/nodes', false],
    ['toe-administrator', 'patch toe.run/powertoolargumentpolicies toe-system/perf', true],
    ['toe-administrator', 'patch toe.run/powertools/status oncall/blue', false],
    ['toe-node-capture', 'capture toe.run/nodes', true],
    ['toe-node-capture', 'create toe.run/powertools oncall', false],
  ])('with %s alone, may they %s: %s', async (role, what, expected) => {
    expect(await may({ user: 'somebody', groups: [`test-${role}`] }, what)).toBe(expected);
  });
});
