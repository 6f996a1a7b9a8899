import { expect, it } from 'vitest';
import { checkArguments } from './check-arguments.ts';
import { makeRequest } from './test-lines.ts';

/** Lines that the tools themselves refuse, as `npm run test:argv` found out, and the like that they take. */
it.each([
  ['strace', '-p 1234 -w', 'required', 'add -c or -C'],
  ['perf', 'stat -p 1234 -A', 'conflict', 'choose -A or -p'],
  ['perf', 'stat -p 1234 --per-core', 'conflict', 'choose --per-core or -p'],
  ['perf', 'stat -p 1234 --per-socket', 'conflict', 'choose --per-socket or -p'],
  ['perf', 'stat -C 0 --per-thread', 'conflict', 'choose --per-thread or -C'],
  ['perf', 'trace -C 2048', 'value', '0 to 2047'],
  ['ethtool', '-S any', 'value', 'one of eth0'],
])('"%s %s" is refused by rule %s: %s', (tool, args, rule, said) => {
  expect(checkArguments(makeRequest(tool, args.split(' ')))).toMatchObject({
    kind: 'refused',
    rule,
    message: expect.stringContaining(said),
  });
});

it.each([
  ['strace', '-p 1234 -c -w'],
  ['strace', '-p 1234 -w -C'],
  ['perf', 'stat -a --per-core'],
  ['perf', 'stat -C 0 -A'],
  ['perf', 'stat -p 1234 --per-thread'],
  ['perf', 'trace -C 2047'],
  ['ethtool', '-S eth0'],
  ['tcpdump', '-i any'],
])('"%s %s" is allowed', (tool, args) => {
  expect(checkArguments(makeRequest(tool, args.split(' ')))).toMatchObject({ kind: 'allowed' });
});
