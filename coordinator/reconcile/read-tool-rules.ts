import { compilePolicy } from '../../shared/arguments/compile-policy.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { ToolRules } from '../planning/check-capture.ts';
import type { ResourceSource } from '../resources/resource-source.ts';

export type ReadRules =
  | { readonly kind: 'found'; readonly rules: ToolRules }
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string };

/** The config of a tool and its compiled policy, or why the tool cannot be used. */
export async function readToolRules(tool: string, source: ResourceSource): Promise<ReadRules> {
  const config = await source.readConfig(tool);
  if (config.kind === 'absent') {
    const known = (await source.listConfigs()).map((each) => each.resource.metadata.name).join(', ');
    const message = `spec.tool.name: there is no tool "${tool}": there is a PowerToolConfig for ${known}`;
    return { kind: 'refused', reason: reasons.UnknownTool, message };
  }
  if (config.kind === 'invalid') return { kind: 'refused', reason: reasons.Invalid, message: config.message };
  const { spec } = config.resource;
  const base = { config: spec, configDigest: config.digest };
  if (spec.argumentPolicy === undefined) {
    return { kind: 'found', rules: { ...base, policy: undefined, policyDigest: '' } };
  }
  const refuse = (why: string): ReadRules => ({
    kind: 'refused',
    reason: reasons.Invalid,
    message: `Policy "${spec.argumentPolicy}" of tool "${tool}" cannot be used: ${why}`,
  });
  const policy = await source.readPolicy(spec.argumentPolicy);
  if (policy.kind === 'absent') return refuse('there is none of that name');
  if (policy.kind === 'invalid') return refuse(policy.message);
  if (policy.resource.spec.tool !== tool) return refuse(`it is for tool "${policy.resource.spec.tool}"`);
  const compiled = compilePolicy(policy.resource.spec);
  if (compiled.kind === 'rejected') return refuse(compiled.faults.join('; '));
  return { kind: 'found', rules: { ...base, policy: compiled.policy, policyDigest: policy.digest } };
}
