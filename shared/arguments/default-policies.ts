import type { PowerToolArgumentPolicySpec } from '../kinds/power-tool-argument-policy.ts';
import { catalogue } from './baseline/catalogue.ts';
import type { ToolBaseline } from './baseline/tool-baseline.ts';
import { nameOfOperands } from './narrow-subcommand.ts';

/**
 * The PowerToolArgumentPolicy that holds for a tool until an administrator writes one, by name, which is the tool's:
 * all that the baseline allows, written out, so that there is something to take away from.
 */
export const defaultPolicies: ReadonlyMap<string, PowerToolArgumentPolicySpec> = new Map(
  [...catalogue.values()].map((baseline) => [baseline.tool, toPolicy(baseline)]),
);

function toPolicy(baseline: ToolBaseline): PowerToolArgumentPolicySpec {
  return {
    tool: baseline.tool,
    enforcement: 'Enforce',
    subcommands: baseline.subcommands.map(({ name, options, operands }) => ({
      name,
      options: options.map((option) => ({ names: [...option.names], required: option.required === true })),
      operands: nameOfOperands(operands),
    })),
  };
}
