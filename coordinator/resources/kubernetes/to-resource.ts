import type { KindName, Resource } from '../../../shared/kinds/kinds.ts';
import type { PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import { namePattern } from '../../../shared/kinds/schema.ts';
import { makeFault, showValue } from '../../../shared/kinds/validate-fault.ts';
import { isObjectName } from '../../../shared/kinds/validate-metadata.ts';
import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { type Specs, validateSpec } from '../../../shared/kinds/validate-spec.ts';
import { isPowerToolStatus } from '../is-power-tool-status.ts';
import type { KubeObject } from './kube-object.ts';
import { toMetadata } from './to-metadata.ts';

export type ToResource<Spec> =
  | { readonly kind: 'valid'; readonly resource: Resource<Spec> }
  /** The schema let it pass, but it cannot be honoured. */
  | { readonly kind: 'invalid'; readonly message: string };

/** Defaults and checks an object of the API server, which may have been written under another version's schema. */
export function toResource<Kind extends KindName>(kind: Kind, object: KubeObject): ToResource<Specs[Kind]> {
  const { namespace, name, value } = object;
  const validated = validateSpec(kind, readMember(value, 'spec') ?? {});
  const nameFaults = isObjectName(name)
    ? []
    : [makeFault(['metadata', 'name'], `${showValue(name)} is not a name for TOE: match ${namePattern}`)];
  const faults = [...nameFaults, ...(validated.kind === 'invalid' ? validated.faults : [])];
  if (validated.kind === 'invalid' || faults.length > 0) {
    const why = faults.map(({ path, message }) => `${path}: ${message}`).join('; ');
    return { kind: 'invalid', message: `${kind} "${namespace}/${name}": ${why}` };
  }
  return { kind: 'valid', resource: { kind, metadata: toMetadata(object), spec: validated.spec } };
}

/** The status that a coordinator wrote; undefined where there is none yet. */
export function toStatus({ value }: KubeObject): PowerToolStatus | undefined {
  const status = readMember(value, 'status');
  return isPowerToolStatus(status) ? status : undefined;
}
