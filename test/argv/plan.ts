import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import type { SubcommandBaseline, ToolBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';

/** How much of one subcommand is tried. */
export interface Trial {
  /** Tool and subcommand. */
  readonly name: string;
  readonly tool: ToolBaseline;
  readonly subcommand: SubcommandBaseline;
  /** In a whole run; lines come again where there are not so many. */
  readonly runs: number;
  /** In `npm test`. */
  readonly sampleRuns: number;
  /** Long enough to begin, on a machine with nothing else to do. */
  readonly momentMs: number;
}

/** Tools that Debian has, and the JDK's. */
const shares: readonly (readonly [name: string, runs: number, sampleRuns: number, momentMs: number])[] = [
  ['perf record', 320, 4, 500],
  ['perf stat', 240, 4, 400],
  ['perf trace', 200, 4, 500],
  ['perf sched record', 20, 1, 500],
  ['tcpdump', 320, 6, 250],
  ['strace', 220, 6, 300],
  ['bpftrace', 20, 1, 2_000],
  ['iostat', 150, 4, 250],
  ['sar', 200, 4, 300],
  ['mpstat', 120, 4, 250],
  ['vmstat', 120, 4, 200],
  ['pidstat', 180, 4, 250],
  ['ss', 220, 6, 1_000],
  ['ethtool', 24, 8, 1_000],
  ['gdb', 20, 2, 5_000],
  ['jcmd', 45, 2, 10_000],
];

/** All that is tried; throws where the catalogue does not have it. */
export function listTrials(): readonly Trial[] {
  return shares.map(([name, runs, sampleRuns, momentMs]) => {
    const [toolName = '', ...words] = name.split(' ');
    const tool = catalogue.get(toolName);
    const subcommand = tool?.subcommands.find((known) => known.name === words.join(' '));
    if (tool === undefined || subcommand === undefined)
      throw new Error(`Cannot try "${name}": the catalogue does not have it`);
    return { name, tool, subcommand, runs, sampleRuns, momentMs };
  });
}
