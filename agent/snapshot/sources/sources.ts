import { diskstatsSource } from './diskstats.ts';
import { loadavgSource } from './loadavg.ts';
import { meminfoSource } from './meminfo.ts';
import { netDevSource } from './net-dev.ts';
import { netTableSources } from './net-tables.ts';
import { pressureSources } from './pressure.ts';
import { softnetSource } from './softnet.ts';
import type { Source } from './source.ts';
import { statSource } from './stat.ts';
import { vmstatSource } from './vmstat.ts';

/** Everything that a line of a snapshot holds beside its two instants. */
export const sources: readonly Source[] = [
  ...pressureSources,
  loadavgSource,
  statSource,
  vmstatSource,
  meminfoSource,
  diskstatsSource,
  netDevSource,
  ...netTableSources,
  softnetSource,
];
