import { catalogue } from '../../../shared/arguments/baseline/catalogue.ts';
import type { SubcommandBaseline, ToolBaseline } from '../../../shared/arguments/baseline/tool-baseline.ts';
import { checkArguments } from '../../../shared/arguments/check-arguments.ts';
import type { PowerToolConfigSpec, SubcommandConfig } from '../../../shared/kinds/power-tool-config.ts';
import { showValue } from '../../../shared/kinds/validate-fault.ts';
import { type Finding, fault } from './finding.ts';

/** Whether the agents' baseline could carry out what a config says of the tool that it is named after. */
export function checkConfig(name: string, spec: PowerToolConfigSpec): readonly Finding[] {
  const tool = catalogue.get(name);
  if (tool === undefined) {
    const known = [...catalogue.keys()].join(', ');
    return [fault(`metadata.name: no agent has a tool "${name}": name the config after one of ${known}`)];
  }
  const pairs = spec.subcommands.map((config) => ({
    config,
    baseline: tool.subcommands.find((subcommand) => subcommand.name === config.name),
  }));
  return [
    ...checkSource(tool, spec),
    ...checkCapabilities(
      tool,
      spec,
      pairs.flatMap(({ baseline }) => (baseline === undefined ? [] : [baseline])),
    ),
    ...checkEnvironment(tool, spec),
    ...pairs.flatMap(({ config, baseline }, index) => {
      const field = `spec.subcommands[${index}]`;
      if (baseline !== undefined)
        return [
          ...checkOutputs(field, tool, config, baseline),
          ...checkLockedArguments(field, tool, config, baseline),
        ];
      const names = tool.subcommands.map((subcommand) => showValue(subcommand.name)).join(', ');
      return [fault(`${field}.name: ${tool.tool} has no subcommand "${config.name}": use ${names}`)];
    }),
  ];
}

function checkSource(tool: ToolBaseline, { binary }: PowerToolConfigSpec): readonly Finding[] {
  const isBuiltin = tool.source === 'builtin';
  if (isBuiltin === (binary.source === 'builtin')) return [];
  const why = isBuiltin ? 'is part of the agent: write builtin' : 'is a program: write image or host';
  return [fault(`spec.binary.source: ${tool.tool} ${why}`)];
}

/** An agent gives no run more than its subcommand may have, so that one which is too many fails all its captures. */
function checkCapabilities(
  tool: ToolBaseline,
  spec: PowerToolConfigSpec,
  baselines: readonly SubcommandBaseline[],
): readonly Finding[] {
  return spec.securityContext.capabilities.add.flatMap((capability, index) => {
    const narrow = baselines.find((baseline) => !baseline.capabilities.includes(capability));
    if (narrow === undefined) return [];
    const line = `${tool.tool} ${narrow.name}`.trim();
    const right = narrow.capabilities.length === 0 ? 'leave it out' : `use ${narrow.capabilities.join(', ')}`;
    const field = `spec.securityContext.capabilities.add[${index}]`;
    return [fault(`${field}: "${capability}" is more than ${line} may be given: ${right}`)];
  });
}

function checkEnvironment(tool: ToolBaseline, { environment }: PowerToolConfigSpec): readonly Finding[] {
  const known = tool.environmentNames;
  return Object.entries(environment).flatMap(([name, value]) => {
    const field = `spec.environment[${showValue(name)}]`;
    if (value.includes('\0')) return [fault(`${field}: contains a NUL character: leave it out`)];
    if (known.includes(name)) return [];
    const right = known.length === 0 ? 'leave it out' : `use ${known.join(', ')}`;
    return [fault(`${field}: is no variable that may be set for ${tool.tool}: ${right}`)];
  });
}

function checkOutputs(
  field: string,
  tool: ToolBaseline,
  config: SubcommandConfig,
  baseline: SubcommandBaseline,
): readonly Finding[] {
  const names = config.outputs.map((output) => output.name);
  return baseline.outputs.flatMap((output) => {
    if (!output.required || names.includes(output.name)) return [];
    const line = `${tool.tool} ${baseline.name}`.trim();
    const right = `add {name: ${output.name}, path: ${output.path}, mediaType: ${output.mediaType}}`;
    return [fault(`${field}.outputs: lacks "${output.name}", which ${line} writes: ${right}`)];
  });
}

/** What a capture may still have to add is no fault of the config. */
function checkLockedArguments(
  field: string,
  tool: ToolBaseline,
  config: SubcommandConfig,
  baseline: SubcommandBaseline,
): readonly Finding[] {
  const verdict = checkArguments({
    tool: tool.tool,
    lockedArgs: config.defaultArgs,
    args: baseline.name === '' ? [] : [baseline.name],
    scope: 'node',
    durationMs: 0,
    targetPids: new Set(),
    netDevices: new Set(),
  });
  if (verdict.kind === 'allowed' || verdict.rule === 'required') return [];
  return [fault(`${field}.defaultArgs: ${verdict.message}`)];
}
