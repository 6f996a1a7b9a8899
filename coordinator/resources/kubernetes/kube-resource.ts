import { apiVersion, type KindName, kinds } from '../../../shared/kinds/kinds.ts';
import type { ResourceRef } from '../resource-source.ts';

/** A resource as the paths of the API server name it. `group` `''` is the core group. */
export interface KubeResource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/** Which object, or which part of it. `namespace` `''`: it has none, it belongs to the cluster. */
export interface KubePlace extends ResourceRef {
  readonly subresource?: 'status';
}

/** The resource of one of our own Kinds. */
export function resourceOf(kind: KindName): KubeResource {
  const [group = '', version = ''] = apiVersion.split('/');
  return { group, version, plural: kinds.get(kind)?.plural ?? '' };
}

/** The path of all objects of a namespace, or with `''` of the cluster; no text can lead to another one. */
export function toListPath({ group, version, plural }: KubeResource, namespace: string): string {
  const place = namespace === '' ? [] : ['namespaces', namespace];
  const steps = [...(group === '' ? ['api'] : ['apis', group]), version, ...place, plural];
  return `/${steps.map(encodeURIComponent).join('/')}`;
}

/** The path of one object or of its subresource. */
export function toObjectPath(resource: KubeResource, place: KubePlace): string {
  const steps = [place.name, ...(place.subresource === undefined ? [] : [place.subresource])];
  return `${toListPath(resource, place.namespace)}/${steps.map(encodeURIComponent).join('/')}`;
}
