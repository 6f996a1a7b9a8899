import { expect, it } from 'vitest';
import { networkProtocol } from './network-protocol.ts';

it.each([
  ['tcpdump', '-i any', 5],
  ['ss', '', 5],
  ['aperf', 'record', 5],
  ['perf', 'record -a', 1],
  ['node-snapshot', '', 1],
  ['unknown', '-x', 1],
])('%s %s needs an agent of version %i', (tool, line, version) => {
  expect(networkProtocol({ tool, args: line.split(' ') })).toBe(version);
});
