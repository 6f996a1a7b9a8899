import { waitUntil } from '../../faults/harness/wait-until.ts';
import type { ApiServer } from './api-server.ts';
import { type KubeAnswer, KubeClient } from './kube-client.ts';
import { expectStatus } from './objects-as-users.ts';
import { pathOf, readPath } from './toe-objects.ts';

/** A service account that may write every object of toe.run. */
export interface User {
  readonly name: string;
  readonly client: KubeClient;
}

/** Makes a service account in namespace toe-system; resolves when its rights hold. */
export async function createUser(
  server: ApiServer,
  name: string,
  cleanup: AsyncDisposableStack,
): Promise<User> {
  const { admin, url, ca } = server;
  const send = async (path: string, body: object): Promise<KubeAnswer> => {
    const answer = await admin.send('POST', path, { body });
    expectStatus(answer, 201);
    return answer;
  };
  const home = 'toe-system';
  const accounts = `/api/v1/namespaces/${home}/serviceaccounts`;
  await send(accounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
  const roles = '/apis/rbac.authorization.k8s.io/v1';
  const rbac = 'rbac.authorization.k8s.io';
  const rules = [{ apiGroups: ['toe.run'], resources: ['*'], verbs: ['*'] }];
  await send(`${roles}/clusterroles`, {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name },
    rules,
  });
  await send(`${roles}/clusterrolebindings`, {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: home }],
  });
  const asked = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const token = String(readPath((await send(`${accounts}/${name}/token`, asked)).body, 'status', 'token'));
  const client = cleanup.use(new KubeClient({ url, ca, token }));
  const knows = async (): Promise<true | undefined> =>
    (await client.send('GET', pathOf('PowerTool', 'oncall'))).status === 200 ? true : undefined;
  await waitUntil(knows, { timeoutMs: 15_000, what: `the rights of "${name}"` });
  return { name: `system:serviceaccount:${home}:${name}`, client };
}
