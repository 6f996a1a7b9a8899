import type { KindName } from '../../../shared/kinds/kinds.ts';
import type { KubeAnswer } from './kube-client.ts';
import { messageOf, pathOf } from './toe-objects.ts';
import type { User } from './users.ts';

let names = 0;

/** A name that no capture of this process has had. */
export function newName(): string {
  names += 1;
  return `capture-${names}`;
}

/** Creates as `kubectl create` does. */
export function create(
  { client }: Pick<User, 'client'>,
  kind: KindName,
  namespace: string,
  object: { readonly metadata: object; readonly spec: object },
): Promise<KubeAnswer> {
  const body = { apiVersion: 'toe.run/v1alpha1', kind, ...object };
  return client.send('POST', `${pathOf(kind, namespace)}?fieldValidation=Strict`, { body });
}

/** Applies as `kubectl apply --server-side` does. */
export function apply(
  { client }: Pick<User, 'client'>,
  kind: KindName,
  namespace: string,
  object: { readonly metadata: { readonly name: string }; readonly spec: object },
): Promise<KubeAnswer> {
  const body = { apiVersion: 'toe.run/v1alpha1', kind, ...object };
  const path = pathOf(kind, namespace, object.metadata.name);
  const contentType = 'application/apply-patch+yaml';
  return client.send('PATCH', `${path}?fieldManager=kubectl&fieldValidation=Strict`, { body, contentType });
}

/** Creates a capture in namespace oncall; throws where it is refused. */
export async function createWhole(user: Pick<User, 'client'>, name: string, spec: object): Promise<void> {
  expectStatus(await create(user, 'PowerTool', 'oncall', { metadata: { name }, spec }), 201);
}

export function patch(
  { client }: Pick<User, 'client'>,
  kind: KindName,
  namespace: string,
  name: string,
  body: object,
): Promise<KubeAnswer> {
  const contentType = 'application/merge-patch+json';
  return client.send('PATCH', pathOf(kind, namespace, name), { body, contentType });
}

/** Throws where the answer is another. */
export function expectStatus(answer: KubeAnswer, status: number): void {
  if (answer.status !== status) throw new Error(`Cannot prepare the API server: ${messageOf(answer)}`);
}
