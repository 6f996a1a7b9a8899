import type { PowerToolConfigSpec, SubcommandConfig } from '../kinds/power-tool-config.ts';
import { nodeSnapshot } from './baseline/node-snapshot.ts';
import { perf } from './baseline/perf.ts';
import type { ToolBaseline } from './baseline/tool-baseline.ts';

type Presets = ReadonlyMap<string, NonNullable<SubcommandConfig['presets']>>;

/** By subcommand: frequencies that do not keep step with what runs 100 or 10 times a second. */
const perfPresets: Presets = new Map([
  ['record', { low: ['-F', '19'], medium: ['-F', '49'], high: ['-F', '99'] }],
]);

/** The PowerToolConfig that holds for a tool of the baseline until an administrator writes one, by tool. */
export const defaultConfigs: ReadonlyMap<string, PowerToolConfigSpec> = new Map([
  [
    'perf',
    {
      description: 'Linux profiler',
      binary: { source: 'host', path: '/usr/bin/perf', sha256: [] },
      argumentPolicy: 'perf',
      securityContext: {
        capabilities: { add: ['PERFMON', 'SYS_PTRACE', 'SYSLOG', 'SYS_ADMIN', 'SYS_CHROOT'] },
      },
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '512Mi' } },
      limits: { pids: 64, outputBytes: '4Gi', duration: '1h', concurrentPerNode: 1, exclusiveWith: [] },
      subcommands: toSubcommandConfigs(perf, perfPresets),
      // /etc/perfconfig of the node does not decide how its profile is taken.
      environment: { PERF_CONFIG_NOSYSTEM: '1' },
    },
  ],
  [
    'node-snapshot',
    {
      description: "Pressure, load and counters of the node's kernel, once a second",
      binary: { source: 'builtin', path: '', sha256: [] },
      argumentPolicy: 'node-snapshot',
      securityContext: { capabilities: { add: [] } },
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '512Mi' } },
      limits: { pids: 64, outputBytes: '4Gi', duration: '1h', concurrentPerNode: 1, exclusiveWith: [] },
      subcommands: toSubcommandConfigs(nodeSnapshot),
      environment: {},
    },
  ],
]);

function toSubcommandConfigs(
  baseline: ToolBaseline,
  presets: Presets = new Map(),
): PowerToolConfigSpec['subcommands'] {
  return baseline.subcommands.map((subcommand) => ({
    name: subcommand.name,
    defaultArgs: [],
    ...withPresets(presets.get(subcommand.name)),
    stop: { gracePeriod: '30s' },
    outputs: subcommand.outputs.map((output) => ({ ...output })),
  }));
}

function withPresets(presets: SubcommandConfig['presets']): Pick<SubcommandConfig, 'presets'> {
  return presets === undefined ? {} : { presets };
}
