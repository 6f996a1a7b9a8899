import { digestSpec } from '../../../shared/kinds/digest-spec.ts';
import type { KindName } from '../../../shared/kinds/kinds.ts';
import type { PowerToolArgumentPolicySpec } from '../../../shared/kinds/power-tool-argument-policy.ts';
import type { PowerToolConfigSpec } from '../../../shared/kinds/power-tool-config.ts';
import type { PowerToolProcessingSpec } from '../../../shared/kinds/power-tool-processing.ts';
import type { Specs } from '../../../shared/kinds/validate-spec.ts';
import type { Log } from '../../../shared/log.ts';
import type { Read, StoredPowerTool } from '../resource-source.ts';
import type { KubeObject } from './kube-object.ts';
import { ObjectCache } from './object-cache.ts';
import { toMetadata } from './to-metadata.ts';
import { toResource, toStatus } from './to-resource.ts';

/** What is known of each Kind. */
export interface KindCaches {
  readonly powerTools: ObjectCache<StoredPowerTool>;
  readonly configs: ObjectCache<Read<PowerToolConfigSpec>>;
  readonly policies: ObjectCache<Read<PowerToolArgumentPolicySpec>>;
  readonly processings: ObjectCache<Read<PowerToolProcessingSpec>>;
}

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
    powerTools: new ObjectCache((object): StoredPowerTool => {
      const read = toResource('PowerTool', object);
      const status = toStatus(object);
      if (read.kind === 'valid') return { ...read, status };
      refuse(read.message);
      return { ...read, metadata: toMetadata(object), status };
    }),
    configs: new ObjectCache(readAs('PowerToolConfig')),
    policies: new ObjectCache(readAs('PowerToolArgumentPolicy')),
    processings: new ObjectCache(readAs('PowerToolProcessing')),
  };
}
