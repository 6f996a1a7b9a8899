import type { PowerToolSpec } from '../../../shared/kinds/power-tool.ts';
import { findUnknownProcessings } from '../../reconcile/accept.ts';
import type { ResourceSource } from '../../resources/resource-source.ts';
import { type Finding, fault, warning } from './finding.ts';

/** Whether the processings that the capture names are there, and are for its tool. */
export async function checkProcessings(
  spec: PowerToolSpec,
  source: ResourceSource,
): Promise<readonly Finding[]> {
  const known = await source.listProcessings();
  const named = new Set(spec.processing);
  const odd = known.flatMap(({ resource }) => {
    const { name } = resource.metadata;
    const { tool } = resource.spec.source;
    if (!named.has(name) || tool === spec.tool.name) return [];
    return [warning(`spec.processing: "${name}" is written for the files of "${tool}"`)];
  });
  return [...(await findUnknownProcessings(spec, source)).map(fault), ...odd];
}
