import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { KubeClient } from '../../kube/harness/kube-client.ts';
import { apply, type Manifest, toPath } from '../../kube/harness/manifests.ts';
import { readPath } from '../../kube/harness/toe-objects.ts';
import { type Cluster, expectDone, remove } from './open-cluster.ts';

const tokenSeconds = 3_600;
const rbac = 'rbac.authorization.k8s.io';

/** Somebody on call, with a namespace and the rights that docs/kubernetes.md says to give. */
export interface Engineer extends AsyncDisposable {
  readonly namespace: string;
  /** As the API server calls them. */
  readonly user: string;
  readonly api: KubeClient;
  /** A file with their token, as kubectl and toe read it. */
  readonly kubeconfig: string;
}

export interface Rights {
  /** To look at whole nodes. */
  readonly mayCaptureNodes: boolean;
}

export async function hireEngineer(cluster: Cluster, rights: Rights): Promise<Engineer> {
  const { admin } = cluster;
  const namespace = `toe-e2e-${randomBytes(4).toString('hex')}`;
  await using undo = new AsyncDisposableStack();
  const add = async (manifest: Manifest): Promise<void> => {
    undo.defer(() => remove(admin, manifest));
    expectDone(`make ${manifest.kind} "${manifest.metadata.name}"`, await apply(admin, manifest));
  };
  const account: Manifest = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'engineer', namespace },
  };
  await add({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await add(account);
  await add(toBinding('RoleBinding', 'ClusterRole/toe-operator', namespace, namespace));
  await add(toBinding('RoleBinding', 'ClusterRole/toe-operator', namespace, 'toe-system'));
  await add(toBinding('RoleBinding', 'Role/toe-caller', namespace, 'toe-system'));
  await add(toBinding('ClusterRoleBinding', 'ClusterRole/toe-viewer', namespace));
  if (rights.mayCaptureNodes)
    await add(toBinding('ClusterRoleBinding', 'ClusterRole/toe-node-capture', namespace));

  const asked = await admin.send('POST', `${toPath(account)}/token`, {
    body: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: tokenSeconds },
    },
  });
  const token = String(readPath(expectDone('get a token', asked), 'status', 'token'));
  const directory = await mkdtemp(join(tmpdir(), 'toe-e2e-engineer-'));
  undo.defer(() => rm(directory, { recursive: true, force: true }));
  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(kubeconfig, stringify(toKubeconfig(cluster, token, namespace)), { mode: 0o600 });
  const api = undo.use(cluster.clientOf(token));
  const hired = undo.move();
  return {
    namespace,
    user: `system:serviceaccount:${namespace}:engineer`,
    api,
    kubeconfig,
    [Symbol.asyncDispose]: () => hired.disposeAsync(),
  };
}

/** `role` is its kind and name; the binding's own name tells engineers and roles apart. */
function toBinding(kind: string, role: string, of: string, namespace?: string): Manifest {
  const [roleKind = '', roleName = ''] = role.split('/');
  const binding = {
    apiVersion: `${rbac}/v1`,
    kind,
    metadata: { name: `${of}-${roleName}`, ...(namespace === undefined ? {} : { namespace }) },
    roleRef: { apiGroup: rbac, kind: roleKind, name: roleName },
    subjects: [{ kind: 'ServiceAccount', name: 'engineer', namespace: of }],
  };
  return binding;
}

function toKubeconfig({ url, ca }: Cluster, token: string, namespace: string): object {
  const data = Buffer.from(ca).toString('base64');
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'e2e', cluster: { server: url, 'certificate-authority-data': data } }],
    users: [{ name: 'engineer', user: { token } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'engineer', namespace } }],
    'current-context': 'e2e',
  };
}
