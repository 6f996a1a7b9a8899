import { catalogue } from '../../../shared/arguments/baseline/catalogue.ts';
import type { ToolBaseline } from '../../../shared/arguments/baseline/tool-baseline.ts';
import { compilePolicy } from '../../../shared/arguments/compile-policy.ts';
import type { PowerToolArgumentPolicySpec } from '../../../shared/kinds/power-tool-argument-policy.ts';
import { type Finding, fault, listSome } from './finding.ts';

/** Whether a policy only narrows what the baseline allows; each fault at the part of the policy that it is of. */
export function checkPolicy(spec: PowerToolArgumentPolicySpec): readonly Finding[] {
  const tool = catalogue.get(spec.tool);
  if (tool === undefined) {
    const known = [...catalogue.keys()].join(', ');
    return [fault(`spec.tool: no agent has a tool "${spec.tool}": use ${known}`)];
  }
  const parts = spec.subcommands.flatMap((subcommand, index) =>
    findInSubcommand(`spec.subcommands[${index}]`, subcommand, tool),
  );
  if (parts.length > 0) return parts;
  const whole = compilePolicy(spec);
  return whole.kind === 'ready'
    ? []
    : whole.faults.map((why) => fault(`spec.subcommands: ${why}: leave one out`));
}

type SubcommandPolicy = PowerToolArgumentPolicySpec['subcommands'][number];

/** Compiles each part by itself, since a compilation does not say where its faults are. */
function findInSubcommand(field: string, policy: SubcommandPolicy, tool: ToolBaseline): readonly Finding[] {
  const compile = (options: SubcommandPolicy['options']): readonly string[] => {
    const compiled = compilePolicy({ tool: tool.tool, subcommands: [{ ...policy, options }] });
    return compiled.kind === 'ready' ? [] : compiled.faults;
  };
  const baseline = tool.subcommands.find(({ name }) => name === policy.name);
  if (baseline === undefined) {
    const names = tool.subcommands.map(({ name }) => `"${name}"`).join(', ');
    return compile([]).map((why) => fault(`${field}.name: ${why}: use ${names}`));
  }
  const names = baseline.options.map((option) => option.names.join(' or '));
  const right = names.length === 0 ? 'leave it out' : `narrow one of ${listSome(names)}`;
  return policy.options.flatMap((option, index) => {
    const isKnown = baseline.options.some((known) =>
      option.names.every((name) => known.names.includes(name)),
    );
    // What is wrong with a known option says what it takes.
    return compile([option]).map((why) =>
      fault(`${field}.options[${index}]: ${why}${isKnown ? '' : `: ${right}`}`),
    );
  });
}
