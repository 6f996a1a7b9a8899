import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import { type KindName, kinds } from '../../../shared/kinds/kinds.ts';
import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { waitUntil } from '../../faults/harness/wait-until.ts';
import type { KubeAnswer, KubeClient } from './kube-client.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const definitionsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Applies what stands in deploy/crds; resolves when the server takes objects of all Kinds. */
export async function installKinds(admin: KubeClient): Promise<void> {
  const folder = join(repository, 'deploy/crds');
  for (const file of readdirSync(folder)) {
    const body: unknown = parse(readFileSync(join(folder, file), 'utf8'));
    const answer = await admin.send('POST', `${definitionsPath}?fieldValidation=Strict`, { body });
    if (answer.status !== 201) throw new Error(`Cannot apply "${file}": ${messageOf(answer)}`);
  }
  for (const { kind, plural } of kinds.values()) {
    await waitUntil(() => isEstablished(admin, plural), { timeoutMs: 20_000, what: `${kind} to be served` });
    const served = async (): Promise<true | undefined> =>
      (await admin.send('GET', pathOf(kind, 'default'))).status === 200 ? true : undefined;
    await waitUntil(served, { timeoutMs: 20_000, what: `the first list of ${plural}` });
  }
}

async function isEstablished(admin: KubeClient, plural: string): Promise<true | undefined> {
  const { body } = await admin.send('GET', `${definitionsPath}/${plural}.toe.run`);
  const conditions = readPath(body, 'status', 'conditions');
  const established = Array.isArray(conditions)
    ? conditions.find((condition) => readMember(condition, 'type') === 'Established')
    : undefined;
  return readMember(established, 'status') === 'True' ? true : undefined;
}

export async function createNamespace(admin: KubeClient, name: string): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  const answer = await admin.send('POST', '/api/v1/namespaces', { body });
  if (answer.status !== 201) throw new Error(`Cannot create namespace "${name}": ${messageOf(answer)}`);
}

/** Where objects of a Kind are, or one of them. */
export function pathOf(kind: KindName, namespace: string, name?: string): string {
  const plural = kinds.get(kind)?.plural ?? '';
  return `/apis/toe.run/v1alpha1/namespaces/${namespace}/${plural}${name === undefined ? '' : `/${name}`}`;
}

/** What the server says of an object as kubectl would send it; nothing is stored. */
export function tryCreate(
  admin: KubeClient,
  kind: KindName,
  spec: unknown,
  more: object = {},
): Promise<KubeAnswer> {
  const body = { apiVersion: 'toe.run/v1alpha1', kind, metadata: { name: 'tried' }, spec, ...more };
  return admin.send('POST', `${pathOf(kind, 'default')}?dryRun=All&fieldValidation=Strict`, { body });
}

export interface Sample {
  readonly title: string;
  readonly kind: KindName;
  readonly namespace: string;
  readonly object: unknown;
}

/** Every object of deploy/samples. */
export function readSamples(): readonly Sample[] {
  const folder = join(repository, 'deploy/samples');
  return readdirSync(folder).flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document): Sample => {
      const object: unknown = document.toJS();
      const kind = kinds.get(String(readMember(object, 'kind')))?.kind;
      if (kind === undefined) throw new Error(`Cannot read a sample of "${file}": it is of no Kind`);
      const name = String(readPath(object, 'metadata', 'name'));
      return {
        title: `${file} ${name}`,
        kind,
        namespace: String(readPath(object, 'metadata', 'namespace')),
        object,
      };
    }),
  );
}

/** A member of members of plain data; undefined where there is none. */
export function readPath(value: unknown, ...steps: readonly (string | number)[]): unknown {
  return steps.reduce(readMember, value);
}

export function messageOf(answer: KubeAnswer): string {
  const message = readMember(answer.body, 'message');
  return `${answer.status} ${typeof message === 'string' ? message : ''}`;
}
