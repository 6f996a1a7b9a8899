import type { KindName, Resource } from '../../../shared/kinds/kinds.ts';
import type { PowerToolSpec, PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import type { PowerToolArgumentPolicySpec } from '../../../shared/kinds/power-tool-argument-policy.ts';
import type { PowerToolConfigSpec } from '../../../shared/kinds/power-tool-config.ts';
import type { PowerToolProcessingSpec } from '../../../shared/kinds/power-tool-processing.ts';
import type { Specs } from '../../../shared/kinds/validate-spec.ts';
import type { Log } from '../../../shared/log.ts';
import { digestSpec } from '../digest-spec.ts';
import type { Read } from '../resource-source.ts';
import type { KubeObject } from './kube-object.ts';
import { ObjectCache } from './object-cache.ts';
import { toResource, toStatus } from './to-resource.ts';

/** What is known of each Kind. */
export interface KindCaches {
  readonly powerTools: ObjectCache<ReadPowerTool>;
  readonly configs: ObjectCache<Read<PowerToolConfigSpec>>;
  readonly policies: ObjectCache<Read<PowerToolArgumentPolicySpec>>;
  readonly processings: ObjectCache<Read<PowerToolProcessingSpec>>;
}

export type ReadPowerTool =
  | {
      readonly kind: 'valid';
      readonly resource: Resource<PowerToolSpec>;
      readonly status: PowerToolStatus | undefined;
    }
  | { readonly kind: 'invalid'; readonly message: string };

/** Empty caches; an object that cannot be honoured is logged when it is taken in. */
export function makeKindCaches(log: Log): KindCaches {
  const refuse = (message: string): void => log.warn({ fault: message }, 'Refused an object');
  const readAs =
    <Kind extends KindName>(kind: Kind) =>
    (object: KubeObject): Read<Specs[Kind]> => {
      const read = toResource(kind, object);
      if (read.kind === 'valid') {
        return { kind: 'found', resource: read.resource, digest: digestSpec(read.resource.spec) };
      }
      refuse(read.message);
      return read;
    };
  return {
    powerTools: new ObjectCache((object): ReadPowerTool => {
      const read = toResource('PowerTool', object);
      if (read.kind === 'valid') return { ...read, status: toStatus(object) };
      refuse(read.message);
      return read;
    }),
    configs: new ObjectCache(readAs('PowerToolConfig')),
    policies: new ObjectCache(readAs('PowerToolArgumentPolicy')),
    processings: new ObjectCache(readAs('PowerToolProcessing')),
  };
}
