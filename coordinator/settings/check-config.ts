import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import type { SubcommandBaseline, ToolBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import { isEmptyRange, parseVersionRange } from '../../shared/domain/version-range.ts';
import type { PowerToolConfigSpec, SubcommandConfig } from '../../shared/kinds/power-tool-config.ts';
import { showValue } from '../../shared/kinds/validate-fault.ts';
import { checkLockedArguments, checkPresets } from './check-locked-arguments.ts';

/** Whether the agents' baseline could carry out what a config says of the tool that it is named after. */
export function checkConfig(name: string, spec: PowerToolConfigSpec): readonly string[] {
  const tool = catalogue.get(name);
  if (tool === undefined) {
    const known = [...catalogue.keys()].join(', ');
    return [`metadata.name: no agent has a tool "${name}": name the config after one of ${known}`];
  }
  const pairs = spec.subcommands.map((config) => ({
    config,
    baseline: tool.subcommands.find((subcommand) => subcommand.name === config.name),
  }));
  return [
    ...checkSource(tool, spec),
    ...checkVersion(tool, spec),
    ...checkBandwidth(tool, spec),
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
          ...checkLockedArguments(field, tool, config),
          ...checkPresets(field, tool, config),
        ];
      const names = tool.subcommands.map((subcommand) => showValue(subcommand.name)).join(', ');
      return [`${field}.name: ${tool.tool} has no subcommand "${config.name}": use ${names}`];
    }),
  ];
}

function checkSource(tool: ToolBaseline, { binary }: PowerToolConfigSpec): readonly string[] {
  const isBuiltin = tool.source === 'builtin';
  if (isBuiltin === (binary.source === 'builtin')) return [];
  const why = isBuiltin ? 'is part of the agent: write builtin' : 'is a program: write image or host';
  return [`spec.binary.source: ${tool.tool} ${why}`];
}

/** An agent gives no run more than its subcommand may have, so that one which is too many fails all its captures. */
function checkCapabilities(
  tool: ToolBaseline,
  spec: PowerToolConfigSpec,
  baselines: readonly SubcommandBaseline[],
): readonly string[] {
  return spec.securityContext.capabilities.add.flatMap((capability, index) => {
    const narrow = baselines.find((baseline) => !baseline.capabilities.includes(capability));
    if (narrow === undefined) return [];
    const line = `${tool.tool} ${narrow.name}`.trim();
    const right = narrow.capabilities.length === 0 ? 'leave it out' : `use ${narrow.capabilities.join(', ')}`;
    const field = `spec.securityContext.capabilities.add[${index}]`;
    return [`${field}: "${capability}" is more than ${line} may be given: ${right}`];
  });
}

function checkEnvironment(tool: ToolBaseline, { environment }: PowerToolConfigSpec): readonly string[] {
  const known = tool.environmentNames;
  return Object.entries(environment).flatMap(([name, value]) => {
    const field = `spec.environment[${showValue(name)}]`;
    if (value.includes('\0')) return [`${field}: contains a NUL character: leave it out`];
    if (known.includes(name)) return [];
    const right = known.length === 0 ? 'leave it out' : `use ${known.join(', ')}`;
    return [`${field}: is no variable that may be set for ${tool.tool}: ${right}`];
  });
}

function checkOutputs(
  field: string,
  tool: ToolBaseline,
  config: SubcommandConfig,
  baseline: SubcommandBaseline,
): readonly string[] {
  const names = config.outputs.map((output) => output.name);
  return baseline.outputs.flatMap((output) => {
    if (!output.required || names.includes(output.name)) return [];
    const line = `${tool.tool} ${baseline.name}`.trim();
    const right = `add {name: ${output.name}, path: ${output.path}, mediaType: ${output.mediaType}}`;
    return [`${field}.outputs: lacks "${output.name}", which ${line} writes: ${right}`];
  });
}

/** What is part of the agent runs in no cgroup of its own. */
function checkBandwidth(tool: ToolBaseline, { limits }: PowerToolConfigSpec): readonly string[] {
  if (tool.source !== 'builtin') return [];
  const names = ['readBytesPerSecond', 'writeBytesPerSecond'] as const;
  return names.flatMap((name) =>
    limits[name] === undefined
      ? []
      : [`spec.limits.${name}: ${tool.tool} is part of the agent, which is not limited: leave it out`],
  );
}

function checkVersion(tool: ToolBaseline, { version }: PowerToolConfigSpec): readonly string[] {
  if (version === undefined) return [];
  if (tool.source === 'builtin')
    return [`spec.version: ${tool.tool} is part of the agent and has no version of its own: leave it out`];
  const range = parseVersionRange(version);
  if (range !== undefined && !isEmptyRange(range)) return [];
  return [
    `spec.version: no version is within ${showValue(version)}: write a range that holds some, as ">=5.15 <7"`,
  ];
}
