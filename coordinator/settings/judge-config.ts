import { type Reason, reasons } from '../../shared/domain/reasons.ts';
import type { PowerToolConfigSpec } from '../../shared/kinds/power-tool-config.ts';
import type { ResourceSource } from '../resources/resource-source.ts';
import type { Written } from '../resources/stored-setting.ts';
import { applyCeiling, type Ceiling, type CutConfig } from './ceiling.ts';
import { checkConfig } from './check-config.ts';
import { checkLockedUnder } from './check-locked-arguments.ts';
import { judgePolicy } from './judge-policy.ts';
import type { ToolPolicy } from './tool-rules.ts';

/** What configs are judged by. */
export interface SettingRules {
  readonly source: Pick<ResourceSource, 'readPolicy'>;
  readonly ceiling: Ceiling;
}

export type JudgedConfig =
  /** The config as it holds, which the ceiling may have cut. */
  ({ readonly kind: 'ready'; readonly policy: ToolPolicy | undefined } & CutConfig) | NotReady;

interface NotReady {
  readonly kind: 'notReady';
  readonly reason: Reason;
  /** Each with its field and what would be right. */
  readonly faults: readonly string[];
}

/** Whether captures may use a tool as its config and its argument policy say, and what holds then. */
export async function judgeConfig(
  tool: string,
  read: Written<PowerToolConfigSpec>,
  { source, ceiling }: SettingRules,
): Promise<JudgedConfig> {
  if (read.kind === 'invalid') return notReady(reasons.Invalid, [read.message]);
  const { spec } = read.resource;
  const faults = checkConfig(tool, spec);
  if (faults.length > 0) return notReady(reasons.OutsideBaseline, faults);
  const policy = await judgePolicyOf(tool, spec, source);
  if (policy?.kind === 'notReady') return policy;
  const clashes = policy === undefined ? [] : checkLockedUnder(tool, spec, policy.compiled);
  if (clashes.length > 0) return notReady(reasons.Contradictory, clashes);
  return { kind: 'ready', policy, ...applyCeiling(spec, ceiling) };
}

/** The policy that a config names, ready to be held to; undefined where it names none. */
export async function judgePolicyOf(
  tool: string,
  { argumentPolicy: name }: PowerToolConfigSpec,
  source: SettingRules['source'],
): Promise<({ readonly kind: 'ready' } & ToolPolicy) | NotReady | undefined> {
  if (name === undefined) return undefined;
  const named = `spec.argumentPolicy: "${name}"`;
  const read = await source.readPolicy(name);
  if (read.kind === 'absent') {
    const why = `is not there: captures of ${tool} are refused until it is: write it, or name another one`;
    return notReady(reasons.PolicyNotFound, [`${named} ${why}`]);
  }
  const judged = judgePolicy(read);
  if (judged.kind === 'notReady') {
    const why = `cannot be used: ${judged.faults.join('; ')}: mend the policy first`;
    return notReady(reasons.PolicyNotReady, [`${named} ${why}`]);
  }
  if (judged.policy.tool !== tool) {
    const why = `is for tool "${judged.policy.tool}": name a policy for "${tool}", or leave it out`;
    return notReady(reasons.PolicyMismatch, [`${named} ${why}`]);
  }
  const { spec } = judged;
  const document = { digest: judged.policy.digest, spec: JSON.stringify(spec) };
  return { kind: 'ready', name, enforcement: spec.enforcement, compiled: judged.policy, document };
}

function notReady(reason: Reason, faults: readonly string[]): NotReady {
  return { kind: 'notReady', reason, faults };
}
