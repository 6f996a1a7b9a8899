import { perfRecord } from './perf-record.ts';
import { perfSchedRecord } from './perf-sched-record.ts';
import { perfStat } from './perf-stat.ts';
import { perfTrace } from './perf-trace.ts';
import type { ToolBaseline } from './tool-baseline.ts';
import { commonDefaults } from './tool-defaults.ts';

/** perf(1). Its parser takes any unambiguous beginning of a long option; here only whole names are known. */
export const perf: ToolBaseline = {
  tool: 'perf',
  source: 'executable',
  binaryName: /^perf(?:_[0-9][0-9.]*)?$/,
  versionArgs: ['--version'],
  versions: {
    pattern: /^perf version ([0-9]+\.[0-9]+)/,
    range: '>=5.4 <8.0',
    safeLines: [
      ['record', '-F', '99', '-a', '-g'],
      ['record', '-F', '49', '-a', '-g'],
      ['stat', '-a'],
    ],
  },
  dialect: { endOfOptions: true, joinedShortValues: true, flagClusters: true, equalsLongValues: true },
  environmentNames: ['PERF_CONFIG_NOSYSTEM'],
  defaults: {
    ...commonDefaults,
    description: 'Linux profiler',
    path: '/usr/bin/perf',
    // /etc/perfconfig of the node does not decide how its profile is taken.
    environment: { PERF_CONFIG_NOSYSTEM: '1' },
  },
  subcommands: [perfRecord, perfStat, perfTrace, perfSchedRecord],
};
