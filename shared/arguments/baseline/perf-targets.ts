import type { OptionGrammar } from './option-grammar.ts';

/** What a subcommand of perf looks at: exactly one sort. */
export const perfTargets: readonly OptionGrammar[] = [
  { names: ['-a', '--all-cpus'], conflictsWith: ['-p'], summary: 'the whole node' },
  {
    names: ['-C', '--cpu'],
    // MAX_NR_CPUS of perf is 2,048: more of them it does not read.
    value: { kind: 'cpuList', maxCpu: 2047 },
    conflictsWith: ['-p'],
    summary: 'only these CPUs',
  },
  {
    names: ['-p', '--pid'],
    value: { kind: 'targetPids', maxPids: 64 },
    conflictsWith: ['-a', '-C'],
    summary: 'processes of the targets',
  },
];
