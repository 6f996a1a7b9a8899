import type { RefusalRule } from '../../shared/arguments/refusal.ts';
import {
  benignLines as earlierBenign,
  hostileLines as earlierHostile,
} from '../../shared/arguments/test-lines.ts';
import { aperf } from './aperf.ts';
import { aperfRecord } from './aperf-record.ts';
import { asprof } from './asprof.ts';
import { bpftrace } from './bpftrace.ts';
import { ethtool } from './ethtool.ts';
import { gdb } from './gdb.ts';
import { iostat } from './iostat.ts';
import { jcmd } from './jcmd.ts';
import { mpstat } from './mpstat.ts';
import { nodeSnapshot } from './node-snapshot.ts';
import { perf } from './perf.ts';
import { perfRecord } from './perf-record.ts';
import { perfRecordOperands } from './perf-record-operands.ts';
import { perfRecordValues } from './perf-record-values.ts';
import { perfSched } from './perf-sched.ts';
import { perfStat } from './perf-stat.ts';
import { perfTrace } from './perf-trace.ts';
import { pidstat } from './pidstat.ts';
import { pySpy } from './py-spy.ts';
import { pySpyDump } from './py-spy-dump.ts';
import { pySpyRecord } from './py-spy-record.ts';
import { sar } from './sar.ts';
import { ss } from './ss.ts';
import { strace } from './strace.ts';
import { tcpdump } from './tcpdump.ts';
import { tcpdumpFilters } from './tcpdump-filters.ts';
import { type BenignRow, type ToolLines, toTokens } from './tool-lines.ts';
import { vmstat } from './vmstat.ts';

/** A list that is allowed, and what is executed for it, with unfilled slots. */
export interface BenignLine {
  readonly tool: string;
  readonly subcommand: string;
  readonly args: readonly string[];
  readonly executed: readonly string[];
}

/** A list that is refused, with the rule and the place that is named: from 1, or 0 where it is none of the arguments. */
export interface HostileLine {
  readonly tool: string;
  readonly subcommand: string;
  readonly args: readonly string[];
  readonly rule: RefusalRule;
  readonly position: number;
}

/** Lines of perf record that the engine's own tests have as well. */
const earlier: ToolLines = {
  tool: 'perf',
  subcommand: 'record',
  benign: earlierBenign.map(({ args, options, sleepSeconds }): BenignRow => {
    const sleep = sleepSeconds === undefined ? [] : ['--', '/bin/sleep', String(sleepSeconds)];
    return [toTokens(args), [...toTokens(options), '--sample-cpu', '-o', '{out:profile}', ...sleep]];
  }),
  hostile: earlierHostile.map(([args, rule, position]) => [toTokens(args), rule, position]),
};

const groups: readonly ToolLines[] = [
  perf,
  earlier,
  perfRecord,
  perfRecordValues,
  perfRecordOperands,
  perfStat,
  perfTrace,
  perfSched,
  aperf,
  aperfRecord,
  tcpdump,
  tcpdumpFilters,
  strace,
  bpftrace,
  iostat,
  sar,
  mpstat,
  vmstat,
  pidstat,
  ss,
  ethtool,
  asprof,
  pySpy,
  pySpyRecord,
  pySpyDump,
  jcmd,
  gdb,
  nodeSnapshot,
];

/**
 * The project's own table of argument lists, of all tools of the catalogue. Targets are pids 1234 and 5678, devices eth0
 * and any, the duration is 600 s, and the whole node may be seen.
 */
export const benignLines: readonly BenignLine[] = groups.flatMap(({ tool, subcommand, benign }) =>
  benign.map(([args, executed]) => ({
    tool,
    subcommand,
    args: [...toTokens(subcommand), ...args],
    executed: [...toTokens(subcommand), ...executed],
  })),
);

export const hostileLines: readonly HostileLine[] = groups.flatMap(({ tool, subcommand, hostile }) =>
  hostile.map(([args, rule, position]) => ({
    tool,
    subcommand,
    args: [...toTokens(subcommand), ...args],
    rule,
    position,
  })),
);
