import type { PowerToolProcessingSpec } from '../../../shared/kinds/power-tool-processing.ts';
import type { ResourceSource } from '../../resources/resource-source.ts';
import { type Finding, warning } from './finding.ts';

/** A processing for a tool that is not there yet is odd, not wrong. */
export async function checkProcessing(
  spec: PowerToolProcessingSpec,
  source: ResourceSource,
): Promise<readonly Finding[]> {
  const config = await source.readConfig(spec.source.tool);
  return [
    ...(config.kind === 'absent'
      ? [warning(`spec.source.tool: there is no tool "${spec.source.tool}" now`)]
      : []),
    ...(spec.steps.length === 0 ? [warning('spec.steps: is empty: nothing is made of the files')] : []),
  ];
}
