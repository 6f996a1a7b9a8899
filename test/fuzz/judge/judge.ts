import { type Context, harmful, harmless, type Judgement, quote } from './judgement.ts';
import { judgeAperf } from './tools/aperf.ts';
import { judgeAsprof } from './tools/asprof.ts';
import { judgeBpftrace } from './tools/bpftrace.ts';
import { judgeEthtool } from './tools/ethtool.ts';
import { judgeGdb } from './tools/gdb.ts';
import { judgeIostat } from './tools/iostat.ts';
import { judgeJcmd } from './tools/jcmd.ts';
import { judgeMpstat } from './tools/mpstat.ts';
import { judgePerf } from './tools/perf.ts';
import { judgePidstat } from './tools/pidstat.ts';
import { judgePySpy } from './tools/py-spy.ts';
import { judgeSar } from './tools/sar.ts';
import { judgeSs } from './tools/ss.ts';
import { judgeStrace } from './tools/strace.ts';
import { judgeTcpdump } from './tools/tcpdump.ts';
import { judgeVmstat } from './tools/vmstat.ts';

export type { Context, Harm, Judgement } from './judgement.ts';

const judges: ReadonlyMap<string, (argv: readonly string[], context: Context) => Judgement> = new Map([
  ['aperf', judgeAperf],
  ['asprof', judgeAsprof],
  ['bpftrace', judgeBpftrace],
  ['ethtool', judgeEthtool],
  ['gdb', judgeGdb],
  ['iostat', judgeIostat],
  ['jcmd', judgeJcmd],
  ['mpstat', judgeMpstat],
  ['node-snapshot', judgeNodeSnapshot],
  ['perf', judgePerf],
  ['pidstat', judgePidstat],
  ['py-spy', judgePySpy],
  ['sar', judgeSar],
  ['ss', judgeSs],
  ['strace', judgeStrace],
  ['tcpdump', judgeTcpdump],
  ['vmstat', judgeVmstat],
]);

function judgeNodeSnapshot([first]: readonly string[]): Judgement {
  return first === undefined
    ? harmless
    : harmful('unreadable', `node-snapshot takes nothing, but ${quote(first)}`);
}

/**
 * Says whether a tool could do harm when it is started with these arguments, as its own parser reads them. `argv`
 * leaves out the tool's own name; whole tokens may be slots. It is a second opinion on what the argument engine
 * accepts and shares nothing with it: every table is written from the tool's manual. A tool that is not known here
 * executes.
 */
export function judge(tool: string, argv: readonly string[], context: Context): Judgement {
  const judgeTool = judges.get(tool);
  if (judgeTool === undefined) return harmful('executes', `there is no tool ${quote(tool)}`);
  if (argv.some((token) => token.includes('\0') || !token.isWellFormed())) {
    return harmful('unreadable', 'a token holds what no argument can hold');
  }
  return judgeTool(argv, context);
}
