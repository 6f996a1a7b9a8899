import type { KubeClient } from './kube-client.ts';
import { expectStatus } from './objects-as-users.ts';
import { readPath } from './toe-objects.ts';

export const home = 'toe-system';

/** A token of a service account of ours; `pod`: bound to it, as the kubelet projects them. */
export async function createToken(
  admin: KubeClient,
  account: string,
  options: {
    readonly audiences?: readonly string[];
    readonly pod?: { readonly name: string; readonly uid: string };
  },
): Promise<string> {
  const { audiences, pod } = options;
  const spec = {
    expirationSeconds: 3_600,
    ...(audiences === undefined ? {} : { audiences }),
    ...(pod === undefined ? {} : { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', ...pod } }),
  };
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
  const path = `/api/v1/namespaces/${home}/serviceaccounts/${account}/token`;
  const answer = await admin.send('POST', path, { body });
  expectStatus(answer, 201);
  return String(readPath(answer.body, 'status', 'token'));
}

/** A Node that is ready; resolves with its uid. */
export async function createNode(
  admin: KubeClient,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<string> {
  const body = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } };
  const created = await admin.send('POST', '/api/v1/nodes', { body });
  expectStatus(created, 201);
  const status = { conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: '' }] };
  const contentType = 'application/merge-patch+json';
  expectStatus(
    await admin.send('PATCH', `/api/v1/nodes/${name}/status`, { contentType, body: { status } }),
    200,
  );
  return String(readPath(created.body, 'metadata', 'uid'));
}

/** A pod of the agents on a node, which exists as an object alone; resolves with what a token is bound to. */
export async function createAgentPod(
  admin: KubeClient,
  node: string,
): Promise<{ readonly name: string; readonly uid: string }> {
  const name = `toe-agent-${node}`;
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      nodeName: node,
      serviceAccountName: 'toe-agent',
      containers: [{ name: 'agent', image: 'toe-agent' }],
    },
  };
  const created = await admin.send('POST', `/api/v1/namespaces/${home}/pods`, { body });
  expectStatus(created, 201);
  return { name, uid: String(readPath(created.body, 'metadata', 'uid')) };
}
