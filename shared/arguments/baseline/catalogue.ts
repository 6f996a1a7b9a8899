import { aperf } from './aperf.ts';
import { asyncProfiler } from './async-profiler.ts';
import { bpftrace } from './bpftrace.ts';
import { ethtool } from './ethtool.ts';
import { gdb } from './gdb.ts';
import { iostat } from './iostat.ts';
import { jcmd } from './jcmd.ts';
import { mpstat } from './mpstat.ts';
import { nodeSnapshot } from './node-snapshot.ts';
import { perf } from './perf.ts';
import { pidstat } from './pidstat.ts';
import { pySpy } from './py-spy.ts';
import { sar } from './sar.ts';
import { ss } from './ss.ts';
import { strace } from './strace.ts';
import { tcpdump } from './tcpdump.ts';
import type { ToolBaseline } from './tool-baseline.ts';
import { vmstat } from './vmstat.ts';

const tools: readonly ToolBaseline[] = [
  perf,
  aperf,
  tcpdump,
  strace,
  bpftrace,
  iostat,
  sar,
  mpstat,
  vmstat,
  pidstat,
  ss,
  ethtool,
  asyncProfiler,
  pySpy,
  jcmd,
  gdb,
  nodeSnapshot,
];

/** Every tool that an agent could ever run, by its exact name. */
export const catalogue: ReadonlyMap<string, ToolBaseline> = new Map(tools.map((tool) => [tool.tool, tool]));
