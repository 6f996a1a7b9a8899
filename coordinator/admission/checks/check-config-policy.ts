import { compilePolicy } from '../../../shared/arguments/compile-policy.ts';
import type { PowerToolConfigSpec } from '../../../shared/kinds/power-tool-config.ts';
import type { ResourceSource } from '../../resources/resource-source.ts';
import { type Finding, fault, warning } from './finding.ts';

/**
 * Whether the policy that a config names may stand for its tool. One that is not there is no fault, since the two may
 * be applied in either order: until it is there, captures of the tool are refused.
 */
export async function checkConfigPolicy(
  tool: string,
  spec: PowerToolConfigSpec,
  source: ResourceSource,
): Promise<readonly Finding[]> {
  if (spec.argumentPolicy === undefined) return [];
  const named = `spec.argumentPolicy: "${spec.argumentPolicy}"`;
  const policy = await source.readPolicy(spec.argumentPolicy);
  if (policy.kind === 'absent')
    return [warning(`${named} is not there: captures of ${tool} are refused until it is`)];
  if (policy.kind === 'invalid')
    return [fault(`${named} cannot be used: ${policy.message}: mend the policy first`)];
  const { spec: rules } = policy.resource;
  if (rules.tool !== tool)
    return [fault(`${named} is for tool "${rules.tool}": name a policy for "${tool}", or leave it out`)];
  const compiled = compilePolicy(rules);
  if (compiled.kind === 'ready') return [];
  return [fault(`${named} cannot be used: ${compiled.faults.join(', ')}: mend the policy first`)];
}
