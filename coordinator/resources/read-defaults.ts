import { plainMetadata } from '../../shared/kinds/kinds.ts';
import type { PowerToolConfigSpec } from '../../shared/kinds/power-tool-config.ts';
import { systemNamespace } from '../../shared/kinds/validate-metadata.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';
import { digestSpec } from './digest-spec.ts';
import type { Found } from './resource-source.ts';

/** Checks the configs that hold where an administrator wrote none, by tool; a RangeError where one is not valid. */
export function readDefaults(
  defaults: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, Found<PowerToolConfigSpec>> {
  return new Map(
    [...defaults].map(([name, input]): readonly [string, Found<PowerToolConfigSpec>] => {
      const validated = validateSpec('PowerToolConfig', input);
      if (validated.kind === 'invalid') {
        const why = validated.faults.map(({ path, message }) => `${path}: ${message}`).join('; ');
        throw new RangeError(`Cannot use the default config of tool "${name}": ${why}`);
      }
      const { spec } = validated;
      const metadata = {
        ...plainMetadata,
        namespace: systemNamespace,
        name,
        uid: `default-${name}`,
        generation: 1,
        creationTimestamp: new Date(0).toISOString(),
        labels: {},
        annotations: {},
      };
      return [
        name,
        { kind: 'found', resource: { kind: 'PowerToolConfig', metadata, spec }, digest: digestSpec(spec) },
      ];
    }),
  );
}
