import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import type { KubeAnswer, KubeClient } from './kube-client.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** An object of a manifest, as far as its place in the API is concerned. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Every kind that the manifests may hold; those of the cluster have no namespace. */
const places: Readonly<Record<string, { readonly plural: string; readonly isOfCluster?: true }>> = {
  ClusterRole: { plural: 'clusterroles', isOfCluster: true },
  ClusterRoleBinding: { plural: 'clusterrolebindings', isOfCluster: true },
  ConfigMap: { plural: 'configmaps' },
  CustomResourceDefinition: { plural: 'customresourcedefinitions', isOfCluster: true },
  DaemonSet: { plural: 'daemonsets' },
  Deployment: { plural: 'deployments' },
  MutatingWebhookConfiguration: { plural: 'mutatingwebhookconfigurations', isOfCluster: true },
  Namespace: { plural: 'namespaces', isOfCluster: true },
  PersistentVolumeClaim: { plural: 'persistentvolumeclaims' },
  Pod: { plural: 'pods' },
  PowerTool: { plural: 'powertools' },
  Role: { plural: 'roles' },
  RoleBinding: { plural: 'rolebindings' },
  Secret: { plural: 'secrets' },
  Service: { plural: 'services' },
  ServiceAccount: { plural: 'serviceaccounts' },
};

/** The objects of deploy/manifests, in the order in which they are applied. */
export function readManifests(): readonly Manifest[] {
  return listManifestFiles().flatMap((file) => parseManifests(readFile(file)));
}

/** The files that the kustomization names, and the webhook's, which needs an authority to be filled in first. */
export function listManifestFiles(): readonly string[] {
  const { resources } = parse(readFile('kustomization.yaml')) as { readonly resources: readonly string[] };
  return [...resources, 'webhook.yaml'];
}

/** The files that stand in the folder beside the kustomization. */
export function listFolderFiles(): readonly string[] {
  return readdirSync(join(repository, 'deploy/manifests')).filter((file) => file !== 'kustomization.yaml');
}

/** What scripts/make-cluster-secrets.ts prints for the keys of `directory`. */
export function makeSecrets(directory: string): readonly Manifest[] {
  const script = join(repository, 'scripts/make-cluster-secrets.ts');
  return parseManifests(execFileSync(process.execPath, [script, directory], { encoding: 'utf8' }));
}

/** The path of the object, or of all of its kind beside it. */
export function toPath({ apiVersion, kind, metadata }: Manifest, options: { all?: true } = {}): string {
  const place = places[kind];
  if (place === undefined) throw new Error(`Cannot tell where kind "${kind}" is served: name it in places`);
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = place.isOfCluster ? '' : `/namespaces/${metadata.namespace ?? 'default'}`;
  return `${base}${namespace}/${place.plural}${options.all ? '' : `/${metadata.name}`}`;
}

/** As `kubectl apply --server-side` does. */
export function apply(admin: KubeClient, manifest: Manifest): Promise<KubeAnswer> {
  return admin.send('PATCH', `${toPath(manifest)}?fieldManager=toe-test&fieldValidation=Strict&force=true`, {
    body: manifest,
    contentType: 'application/apply-patch+yaml',
  });
}

function parseManifests(text: string): readonly Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

function readFile(name: string): string {
  return readFileSync(join(repository, 'deploy/manifests', name), 'utf8');
}
