import type { Resource } from '../../shared/kinds/kinds.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';

/** A template of this name, its uid `uid-<name>`, of all nodes where the fields do not say otherwise. */
export function aTemplate(
  fields: object,
  metadata: { readonly name?: string; readonly createdAt?: string } = {},
): Resource<PowerToolSpec> {
  const { name = 'nightly', createdAt = '2026-01-01T00:00:00Z' } = metadata;
  const spec = validateSpec('PowerTool', {
    tool: { name: 'perf', args: ['record', '-F', '99', '-a'], duration: '30s' },
    targets: { allNodes: true },
    ...fields,
  });
  if (spec.kind === 'invalid') throw new Error(`The builder is out of date: ${JSON.stringify(spec.faults)}`);
  const of = { namespace: 'oncall', name, uid: `uid-${name}`, generation: 1, creationTimestamp: createdAt };
  const plain = { labels: {}, annotations: {}, isBeingDeleted: false, owner: undefined, finalizers: [] };
  return { kind: 'PowerTool', metadata: { ...of, ...plain }, spec: spec.spec };
}
