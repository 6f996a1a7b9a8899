import { reasons } from '../../../shared/domain/reasons.ts';
import type { PowerToolConfigSpec } from '../../../shared/kinds/power-tool-config.ts';
import { checkLockedUnder } from '../../settings/check-locked-arguments.ts';
import { judgePolicyOf, type SettingRules } from '../../settings/judge-config.ts';
import { type Finding, fault, warning } from './finding.ts';

/**
 * Whether the policy that a config names may stand for its tool. One that is not there is no fault, since the two may
 * be applied in either order: until it is there, captures of the tool are refused.
 */
export async function checkConfigPolicy(
  tool: string,
  spec: PowerToolConfigSpec,
  source: SettingRules['source'],
): Promise<readonly Finding[]> {
  const policy = await judgePolicyOf(tool, spec, source);
  if (policy === undefined) return [];
  if (policy.kind === 'ready') return checkLockedUnder(tool, spec, policy.compiled).map(fault);
  return policy.faults.map(policy.reason === reasons.PolicyNotFound ? warning : fault);
}
