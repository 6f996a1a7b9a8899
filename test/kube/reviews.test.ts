import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessRequest, ReviewedUser } from '../../coordinator/identity/reviews.ts';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import { KubernetesReviews } from '../../coordinator/resources/kubernetes/kubernetes-reviews.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { createNamespace, messageOf, readPath } from './harness/toe-objects.ts';

const account = 'system:serviceaccount:toe-system:toe-agent';

let server: ApiServer;
let reviews: KubernetesReviews;

beforeAll(async () => {
  server = await startApiServer();
  reviews = new KubernetesReviews(
    new KubeApi({ kind: 'token', url: server.url, ca: server.ca, token: server.adminToken }),
  );
  await createNamespace(server.admin, 'toe-system');
  const accounts = '/api/v1/namespaces/toe-system/serviceaccounts';
  await post(accounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'toe-agent' } });
});

afterAll(() => server?.[Symbol.asyncDispose]());

async function post(path: string, body: object): Promise<unknown> {
  const answer = await server.admin.send('POST', path, { body });
  if (answer.status !== 201) throw new Error(`Cannot create at "${path}": ${messageOf(answer)}`);
  return answer.body;
}

async function makeToken(audiences: readonly string[], boundObjectRef?: object): Promise<string> {
  const path = '/api/v1/namespaces/toe-system/serviceaccounts/toe-agent/token';
  const spec = { audiences, expirationSeconds: 600, boundObjectRef };
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
  return String(readPath(await post(path, body), 'status', 'token'));
}

describe('a token', () => {
  test("of a pod's service account says whose, on which node and in which pod it is", async () => {
    const node = await post('/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'node-a' },
    });
    const pod = await post('/api/v1/namespaces/toe-system/pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'toe-agent-x' },
      spec: {
        nodeName: 'node-a',
        serviceAccountName: 'toe-agent',
        containers: [{ name: 'agent', image: 'none' }],
      },
    });
    const uid = String(readPath(pod, 'metadata', 'uid'));
    const token = await makeToken(['toe-coordinator'], {
      apiVersion: 'v1',
      kind: 'Pod',
      name: 'toe-agent-x',
      uid,
    });
    expect(await reviews.reviewToken(token, ['toe-coordinator'])).toEqual({
      kind: 'authenticated',
      user: {
        username: account,
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
        groups: ['system:serviceaccounts', 'system:serviceaccounts:toe-system', 'system:authenticated'],
        extra: {
          'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^JTI=/) as unknown],
          'authentication.kubernetes.io/node-name': ['node-a'],
          'authentication.kubernetes.io/node-uid': [readPath(node, 'metadata', 'uid')],
          'authentication.kubernetes.io/pod-name': ['toe-agent-x'],
          'authentication.kubernetes.io/pod-uid': [uid],
        },
      },
    });
  });

  test('for another audience is refused, in either way', async () => {
    const token = await makeToken(['toe-coordinator']);
    expect(await reviews.reviewToken(token, ['vault'])).toMatchObject({ kind: 'refused' });
    expect(await reviews.reviewToken(token, [])).toMatchObject({ kind: 'refused' });
    const ofServer = await makeToken([]);
    expect(await reviews.reviewToken(ofServer, [])).toMatchObject({ kind: 'authenticated' });
    expect(await reviews.reviewToken(ofServer, ['toe-coordinator'])).toMatchObject({ kind: 'refused' });
  });

  test('of a person says their groups', async () => {
    expect(await reviews.reviewToken(server.adminToken, [])).toMatchObject({
      kind: 'authenticated',
      user: { username: 'admin', groups: ['system:masters', 'system:authenticated'], extra: {} },
    });
  });

  test('that nobody issued is refused and not repeated', async () => {
    const refused = await reviews.reviewToken('secret.of.nobody', ['toe-coordinator']);
    expect(refused).toMatchObject({ kind: 'refused', message: expect.stringMatching(/./) as unknown });
    expect(JSON.stringify(refused)).not.toContain('secret');
  });

  test('cannot be reviewed without an answer', async () => {
    const nobody = new KubernetesReviews(
      new KubeApi({ kind: 'token', url: server.url, ca: server.ca, token: 'unknown' }),
    );
    const failed = nobody.reviewToken('secret.of.somebody', []);
    await expect(failed).rejects.toThrow('Cannot have a token reviewed: Unauthorized');
    await expect(failed).rejects.not.toThrow('secret');
  });
});

describe('a right', () => {
  const ada: ReviewedUser = { username: 'ada', uid: '7', groups: ['oncall'], extra: { scope: ['a', 'b'] } };
  const request = (change: Partial<AccessRequest> = {}): AccessRequest => ({
    user: ada,
    verb: 'use',
    group: 'toe.run',
    resource: 'powertoolconfigs',
    subresource: '',
    namespace: 'toe-system',
    name: 'perf',
    ...change,
  });

  beforeAll(async () => {
    const namespaced = '/apis/rbac.authorization.k8s.io/v1/namespaces/toe-system';
    const identity = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'perf-users' } };
    await post(`${namespaced}/roles`, {
      ...identity,
      kind: 'Role',
      rules: [
        { apiGroups: ['toe.run'], resources: ['powertoolconfigs'], verbs: ['use'], resourceNames: ['perf'] },
        { apiGroups: ['toe.run'], resources: ['powertools/artifacts'], verbs: ['get'] },
      ],
    });
    await post(`${namespaced}/rolebindings`, {
      ...identity,
      kind: 'RoleBinding',
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'perf-users' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'oncall' }],
    });
  });

  test.each([
    ['that a role of their group gives', {}],
    ['to a subresource', { verb: 'get', resource: 'powertools', subresource: 'artifacts', name: 'x' }],
    [
      'of an administrator',
      { user: { ...ada, groups: ['system:masters'] }, namespace: '', resource: 'nodes' },
    ],
  ])('%s is allowed', async (_, change) => {
    expect(await reviews.reviewAccess(request(change))).toEqual({ kind: 'allowed' });
  });

  test.each([
    [
      'to another tool',
      { name: 'tcpdump' },
      '"ada" may not use powertoolconfigs "tcpdump" of toe.run in namespace "toe-system"',
    ],
    [
      'in another namespace',
      { namespace: 'oncall' },
      '"ada" may not use powertoolconfigs "perf" of toe.run in namespace "oncall"',
    ],
    ['of another group', { user: { ...ada, groups: [] } }, '"ada" may not use powertoolconfigs "perf"'],
    [
      'to the object itself',
      { verb: 'get', resource: 'powertools', name: 'x' },
      '"ada" may not get powertools "x"',
    ],
    [
      'to nodes',
      { verb: 'capture', group: '', resource: 'nodes', namespace: '', name: '' },
      '"ada" may not capture nodes in the whole cluster',
    ],
  ])('%s is denied in words', async (_, change, message) => {
    expect(await reviews.reviewAccess(request(change))).toEqual({
      kind: 'denied',
      message: expect.stringContaining(message) as unknown,
    });
  });
});
