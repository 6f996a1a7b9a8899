import type { OptionGrammar } from './tool-baseline.ts';

/** What a subcommand of perf looks at: exactly one sort. */
export const perfTargets: readonly OptionGrammar[] = [
  { names: ['-a', '--all-cpus'], conflictsWith: ['-p'], summary: 'the whole node' },
  {
    names: ['-C', '--cpu'],
    value: { kind: 'cpuList', maxCpu: 4095 },
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
