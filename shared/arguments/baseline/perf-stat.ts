import type { OptionGrammar } from './option-grammar.ts';
import { perfCapabilities } from './perf-capabilities.ts';
import { perfEvents } from './perf-events.ts';
import { perfTargets } from './perf-targets.ts';
import type { SubcommandBaseline } from './tool-baseline.ts';

type Aggregation = readonly [OptionGrammar['names'], summary: string, notBeside: string];

/** Ways to add up counts, one at most. Those by hardware need CPUs, not processes; that by thread needs no choice of CPUs. */
const aggregations = (
  [
    [['-A', '--no-aggr'], 'each CPU by itself', '-p'],
    [['--per-socket'], 'by processor socket', '-p'],
    [['--per-core'], 'by core', '-p'],
    [['--per-thread'], 'by thread', '-C'],
  ] satisfies readonly Aggregation[]
).map(([names, summary, notBeside], at, all): OptionGrammar => {
  const others = all.filter((_, other) => other !== at).map(([[name]]) => name);
  return { names, conflictsWith: [...others, notBeside], summary };
});

/** perf-stat(1). Left out: whatever names a file, a descriptor, a cgroup or a program (`--pre`, `--post`). */
export const perfStat: SubcommandBaseline = {
  name: 'stat',
  options: [
    {
      names: ['-e', '--event'],
      value: { kind: 'events', events: perfEvents, maxEvents: 16 },
      maxOccurs: 4,
      summary: "events; perf's own choice where not given",
    },
    ...perfTargets,
    {
      names: ['-I', '--interval-print'],
      value: { kind: 'integer', min: 100, max: 60_000 },
      summary: 'milliseconds between prints; once at the end where not given',
    },
    { names: ['-d', '--detailed'], maxOccurs: 3, summary: 'more events, up to three times' },
    { names: ['-i', '--no-inherit'], summary: 'not the children of the targets' },
    ...aggregations,
  ],
  requireOneOf: [['-a', '-C', '-p']],
  defaults: [],
  operands: 'durationSleep',
  injected: ['-o', '{out:stat}'],
  // Without -I it waits for the end of its workload, whatever signal it got.
  stop: { signal: 'SIGINT', toItsChildren: true, minGraceMs: 5_000 },
  capabilities: perfCapabilities,
  confinement: { by: { option: '-p' }, slot: '{pids}', maxPids: 512, nodeWide: ['-a', '-C'] },
  outputs: [
    { name: 'stat', path: 'perf-stat.txt', mediaType: 'text/plain', required: true, isAppendOnly: true },
  ],
};
