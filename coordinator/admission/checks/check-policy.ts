import { compilePolicy } from '../../../shared/arguments/compile-policy.ts';
import type { PowerToolArgumentPolicySpec } from '../../../shared/kinds/power-tool-argument-policy.ts';
import { type Finding, fault } from './finding.ts';

/** Whether a policy only narrows what the baseline allows; each fault at the part of the policy that it is of. */
export function checkPolicy(spec: PowerToolArgumentPolicySpec): readonly Finding[] {
  const compiled = compilePolicy(spec);
  return compiled.kind === 'ready' ? [] : compiled.faults.map(fault);
}
