import type { OptionGrammar } from './option-grammar.ts';
import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

/** What ethtool shows; upper and lower case of most letters are opposites: `-k` shows, `-K` sets. */
const shown: readonly (readonly [name: string, summary: string])[] = [
  ['-S', 'counters of the driver'],
  ['-i', 'the driver'],
  ['-k', 'offloads'],
  ['-g', 'ring sizes'],
  ['-c', 'coalescing'],
  ['-a', 'pause frames'],
  ['-l', 'channels'],
  ['-T', 'time stamping'],
];

/** ethtool(8), one question a line. */
export const ethtool: ToolBaseline = {
  tool: 'ethtool',
  source: 'executable',
  binaryName: /^ethtool$/,
  versionArgs: ['--version'],
  versions: { pattern: /^ethtool version ([0-9]+\.[0-9]+)/, range: '>=5.0 <8.0', safeLines: [] },
  dialect: { endOfOptions: false, joinedShortValues: false, flagClusters: false, equalsLongValues: false },
  environmentNames: [],
  defaults: { ...commonDefaults, description: 'State of a network device', path: '/usr/sbin/ethtool' },
  subcommands: [
    {
      name: '',
      options: shown.map(
        ([name, summary]): OptionGrammar => ({
          names: [name],
          value: { kind: 'netDevice' },
          conflictsWith: shown.map(([other]) => other).filter((other) => other !== name),
          summary,
        }),
      ),
      requireOneOf: [shown.map(([name]) => name)],
      defaults: [],
      operands: 'none',
      injected: [],
      stop: { signal: 'SIGTERM', minGraceMs: 1_000 },
      capabilities: ['NET_ADMIN'],
      looksAtNetwork: true,
      confinement: { by: 'network' },
      outputs: [
        { name: 'device', path: 'device.txt', mediaType: 'text/plain', required: true, isStdout: true },
      ],
    },
  ],
};
