import { expect, it } from 'vitest';
import { describeSight } from './describe-sight.ts';

it.each([
  ['tcpdump', '-i any', 'pods', 'only the network of the pod: one pod on each node'],
  ['tcpdump', '-i any', 'node', 'the network of the node'],
  ['aperf', 'record', 'node', 'the network of the node'],
  ['perf', 'record -g', 'pods', 'only the processes of the pods'],
  ['perf', 'record -a', 'node', undefined],
  ['perf', 'sched record', 'pods', undefined],
  ['unknown', '', 'pods', undefined],
] as const)('%s %s for %s', (tool, line, scope, sight) => {
  expect(describeSight(tool, line.split(' '), scope)).toBe(sight);
});
