import {
  type CompiledPolicy,
  compilePolicy,
  type PolicyCompilation,
} from '../../shared/arguments/compile-policy.ts';
import { type Reason, reasons } from '../../shared/domain/reasons.ts';
import type { PowerToolArgumentPolicySpec } from '../../shared/kinds/power-tool-argument-policy.ts';
import type { Written } from '../resources/stored-setting.ts';

export type JudgedPolicy =
  | {
      readonly kind: 'ready';
      readonly policy: CompiledPolicy;
      readonly spec: PowerToolArgumentPolicySpec;
    }
  | {
      readonly kind: 'notReady';
      readonly reason: Reason;
      /** Each with its field and what would be right. */
      readonly faults: readonly string[];
      /** Options that it may not have so, as `record: -o, --output`. */
      readonly rejectedOptions: readonly string[];
    };

/** Policies are judged again and again, and are the same object until somebody edits them. */
const compilations = new WeakMap<PowerToolArgumentPolicySpec, PolicyCompilation>();

/** Whether a policy narrows what the agents' baseline allows, and leaves something. */
export function judgePolicy(read: Written<PowerToolArgumentPolicySpec>): JudgedPolicy {
  if (read.kind === 'invalid') {
    return { kind: 'notReady', reason: reasons.Invalid, faults: [read.message], rejectedOptions: [] };
  }
  const { spec } = read.resource;
  const compiled = compilations.get(spec) ?? compilePolicy(spec);
  compilations.set(spec, compiled);
  if (compiled.kind === 'ready') return { ...compiled, spec };
  const { details, faults } = compiled;
  const isOutside = details.some(({ kind }) => kind === 'outside');
  return {
    kind: 'notReady',
    reason: isOutside ? reasons.OutsideBaseline : reasons.Contradictory,
    faults,
    rejectedOptions: [...new Set(details.flatMap(({ option }) => option ?? []))],
  };
}
