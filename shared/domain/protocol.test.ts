import { expect, it } from 'vitest';
import { isSpoken, requiredProtocol } from './protocol.ts';

const pod = { namespace: 'default', name: 'web-0', uid: 'u', containers: [] };

it.each([
  ['the whole node alone', [], [], 1],
  ['the whole node with tools that may not run beside', [], ['aperf'], 2],
  ['pods', [pod], [], 2],
  ['pods with tools that may not run beside', [pod], ['aperf'], 2],
] as const)('a command for %s', (_what, pods, exclusiveWith, version) => {
  expect(requiredProtocol({ pods, exclusiveWith })).toBe(version);
});

it.each([
  [0, false],
  [1, true],
  [2, true],
  [3, false],
])('an agent that says version %i is understood: %s', (version, expected) => {
  expect(isSpoken(version)).toBe(expected);
});
