import { digestSpec } from '../../../shared/kinds/digest-spec.ts';
import type { KindName } from '../../../shared/kinds/kinds.ts';
import type { PowerToolProcessingSpec } from '../../../shared/kinds/power-tool-processing.ts';
import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import type { Specs } from '../../../shared/kinds/validate-spec.ts';
import type { Log } from '../../../shared/log.ts';
import type { StoredPowerTool } from '../resource-source.ts';
import type { StoredSetting, Written } from '../stored-setting.ts';
import type { KubeObject } from './kube-object.ts';
import { ObjectCache } from './object-cache.ts';
import { toMetadata } from './to-metadata.ts';
import { toResource, toStatus } from './to-resource.ts';

/** What is known of each Kind. */
export interface KindCaches {
  readonly powerTools: ObjectCache<StoredPowerTool>;
  readonly configs: ObjectCache<Extract<StoredSetting, { readonly kind: 'PowerToolConfig' }>>;
  readonly policies: ObjectCache<Extract<StoredSetting, { readonly kind: 'PowerToolArgumentPolicy' }>>;
  readonly processings: ObjectCache<Written<PowerToolProcessingSpec>>;
}

/** Empty caches; an object that cannot be honoured is logged when it is taken in. */
export function makeKindCaches(log: Log): KindCaches {
  const refuse = (message: string): void => log.warn({ fault: message }, 'Refused an object');
  const readAs =
    <Kind extends KindName>(kind: Kind) =>
    (object: KubeObject): Written<Specs[Kind]> => {
      const read = toResource(kind, object);
      if (read.kind === 'valid') {
        return { kind: 'found', resource: read.resource, digest: digestSpec(read.resource.spec) };
      }
      refuse(read.message);
      return read;
    };
  const store = (object: KubeObject): Pick<StoredSetting, 'metadata' | 'status' | 'remark'> => ({
    metadata: toMetadata(object),
    status: readMember(object.value, 'status'),
    remark: '',
  });
  const [readConfig, readPolicy] = [readAs('PowerToolConfig'), readAs('PowerToolArgumentPolicy')];
  return {
    powerTools: new ObjectCache((object): StoredPowerTool => {
      const read = toResource('PowerTool', object);
      const status = toStatus(object);
      if (read.kind === 'valid') return { ...read, status };
      refuse(read.message);
      return { ...read, metadata: toMetadata(object), status };
    }),
    configs: new ObjectCache((object) => ({
      kind: 'PowerToolConfig',
      read: readConfig(object),
      ...store(object),
    })),
    policies: new ObjectCache((object) => ({
      kind: 'PowerToolArgumentPolicy',
      read: readPolicy(object),
      ...store(object),
    })),
    processings: new ObjectCache(readAs('PowerToolProcessing')),
  };
}
