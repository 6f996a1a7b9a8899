import { type Reason, reasons } from '../../shared/domain/reasons.ts';
import type { ResourceSource } from '../resources/resource-source.ts';
import { judgeConfig, type SettingRules } from './judge-config.ts';
import type { ToolRules } from './tool-rules.ts';

/** What the rules of a tool are read from. */
export interface RulesDeps extends SettingRules {
  readonly source: Pick<ResourceSource, 'readConfig' | 'listConfigs' | 'readPolicy'>;
}

export type ReadRules =
  | { readonly kind: 'found'; readonly rules: ToolRules }
  /** The message begins with the field of a capture that names the tool. */
  | { readonly kind: 'refused'; readonly reason: Reason; readonly message: string };

/** The config of a tool and its policy as they hold, or why captures cannot use the tool. */
export async function readToolRules(tool: string, deps: RulesDeps): Promise<ReadRules> {
  const { source } = deps;
  const config = await source.readConfig(tool);
  if (config.kind === 'absent') {
    const known = (await source.listConfigs()).map((each) => each.resource.metadata.name).join(', ');
    const message = `spec.tool.name: there is no tool "${tool}": there is a PowerToolConfig for ${known}`;
    return { kind: 'refused', reason: reasons.UnknownTool, message };
  }
  const judged = await judgeConfig(tool, config, deps);
  if (judged.kind === 'notReady') {
    const isPolicy = ofPolicies.has(judged.reason);
    const what = `PowerToolConfig "${tool}" is not ready (${judged.reason}): ${judged.faults.join('; ')}`;
    const right = 'ask an administrator to mend it, or use another tool';
    return {
      kind: 'refused',
      reason: isPolicy ? reasons.PolicyNotReady : reasons.ConfigNotReady,
      message: `spec.tool.name: "${tool}" cannot be used now: ${what}: ${right}`,
    };
  }
  const { policy, cuts } = judged;
  const policyDigest = policy?.compiled.digest ?? '';
  const configDigest = config.kind === 'found' ? config.digest : '';
  const documents = [
    ...(config.kind === 'found'
      ? [{ digest: configDigest, spec: JSON.stringify(config.resource.spec) }]
      : []),
    ...(policy === undefined ? [] : [policy.document]),
  ];
  return {
    kind: 'found',
    rules: { config: judged.config, cuts, configDigest, policy, policyDigest, documents },
  };
}

const ofPolicies: ReadonlySet<Reason> = new Set([
  reasons.PolicyNotFound,
  reasons.PolicyNotReady,
  reasons.PolicyMismatch,
]);
