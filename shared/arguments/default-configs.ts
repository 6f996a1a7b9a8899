import type { PowerToolConfigSpec } from '../kinds/power-tool-config.ts';
import { catalogue } from './baseline/catalogue.ts';
import type { ToolBaseline } from './baseline/tool-baseline.ts';

/** The PowerToolConfig that holds for a tool of the baseline until an administrator writes one, by tool. */
export const defaultConfigs: ReadonlyMap<string, PowerToolConfigSpec> = new Map(
  [...catalogue.values()].map((baseline) => [baseline.tool, toConfig(baseline)]),
);

function toConfig(baseline: ToolBaseline): PowerToolConfigSpec {
  const { tool, source, defaults, subcommands } = baseline;
  const capabilities = new Set(subcommands.flatMap((subcommand) => subcommand.capabilities));
  return {
    description: defaults.description,
    binary: { source: source === 'builtin' ? 'builtin' : 'host', path: defaults.path, sha256: [] },
    argumentPolicy: tool,
    securityContext: { capabilities: { add: [...capabilities] } },
    resources: {
      requests: { cpu: '100m', memory: '64Mi' },
      limits: { cpu: '1', memory: defaults.memory },
    },
    limits: {
      pids: defaults.pids,
      outputBytes: defaults.outputBytes,
      duration: defaults.duration,
      concurrentPerNode: 1,
      exclusiveWith: [],
    },
    subcommands: subcommands.map(({ name, presets, outputs }) => ({
      name,
      defaultArgs: [],
      ...(presets === undefined ? {} : { presets: toPresets(presets) }),
      stop: { gracePeriod: '30s' },
      outputs: outputs.map(({ name: output, path, mediaType, required }) => ({
        name: output,
        path,
        mediaType,
        required,
      })),
    })),
    environment: { ...defaults.environment },
  };
}

function toPresets({ low, medium, high }: NonNullable<ToolBaseline['subcommands'][number]['presets']>) {
  return { low: [...low], medium: [...medium], high: [...high] };
}
