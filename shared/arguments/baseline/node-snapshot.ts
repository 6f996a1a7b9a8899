import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

/** The agent's own reading of the node's state, once a second; it takes no arguments. */
export const nodeSnapshot: ToolBaseline = {
  tool: 'node-snapshot',
  source: 'builtin',
  binaryName: undefined,
  versionArgs: [],
  versions: undefined,
  dialect: { endOfOptions: false, joinedShortValues: false, flagClusters: false, equalsLongValues: false },
  environmentNames: [],
  defaults: {
    ...commonDefaults,
    description: "Pressure, load and counters of the node's kernel, once a second",
    path: '',
  },
  subcommands: [
    {
      name: '',
      options: [],
      requireOneOf: [],
      defaults: [],
      operands: 'none',
      injected: [],
      stop: { signal: 'SIGTERM', minGraceMs: 0 },
      capabilities: [],
      outputs: [
        {
          name: 'snapshot',
          path: 'node-snapshot.ndjson',
          mediaType: 'application/x-ndjson',
          required: true,
          isAppendOnly: true,
        },
      ],
    },
  ],
};
