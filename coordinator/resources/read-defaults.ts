import { digestSpec } from '../../shared/kinds/digest-spec.ts';
import { type KindName, plainMetadata } from '../../shared/kinds/kinds.ts';
import { systemNamespace } from '../../shared/kinds/validate-metadata.ts';
import { type Specs, validateSpec } from '../../shared/kinds/validate-spec.ts';
import type { Found } from './resource-source.ts';

/** Checks the objects that hold where an administrator wrote none, by name; a RangeError where one is not valid. */
export function readDefaults<Kind extends KindName>(
  kind: Kind,
  defaults: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, Found<Specs[Kind]>> {
  return new Map(
    [...defaults].map(([name, input]): readonly [string, Found<Specs[Kind]>] => {
      const validated = validateSpec(kind, input);
      if (validated.kind === 'invalid') {
        const why = validated.faults.map(({ path, message }) => `${path}: ${message}`).join('; ');
        throw new RangeError(`Cannot use the default ${kind} "${name}": ${why}`);
      }
      const { spec } = validated;
      const metadata = {
        ...plainMetadata,
        namespace: systemNamespace,
        name,
        uid: `default-${name}`,
        generation: 1,
        creationTimestamp: new Date(0).toISOString(),
      };
      return [name, { kind: 'found', resource: { kind, metadata, spec }, digest: digestSpec(spec) }];
    }),
  );
}
