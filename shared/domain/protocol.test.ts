import { expect, it } from 'vitest';
import { isSpoken, requiredProtocol } from './protocol.ts';

const pod = { namespace: 'default', name: 'web-0', uid: 'u', containers: [] };

it.each([
  ['the whole node alone', [], [], '', 1],
  ['the whole node with tools that may not run beside', [], ['aperf'], '', 2],
  ['pods', [pod], [], '', 2],
  ['pods with tools that may not run beside', [pod], ['aperf'], '', 2],
  ['an executable of some versions', [], [], '>=6', 3],
  ['pods and an executable of some versions', [pod], [], '>=6', 3],
] as const)('a command for %s', (_what, pods, exclusiveWith, versionRange, version) => {
  expect(requiredProtocol({ pods, exclusiveWith, versionRange })).toBe(version);
});

it('a command whose output is cut into segments', () => {
  expect(requiredProtocol({ pods: [], exclusiveWith: [], rollingIntervalMs: 1_000 })).toBe(5);
  expect(requiredProtocol({ pods: [], exclusiveWith: [], rollingIntervalMs: 0 })).toBe(1);
});

it.each([
  [1, 6],
  [0, 1],
])('a command whose files stay on the node for %i ms needs version %i', (keepMs, version) => {
  expect(requiredProtocol({ pods: [], exclusiveWith: [], keepMs })).toBe(version);
});

it.each([
  [{ overheadPercent: 0, abortOnPressure: undefined }, 1],
  [{ overheadPercent: 50 }, 5],
  [{ abortOnPressure: { cpu: 0, memory: 20, io: 0 } }, 5],
])('a command with the guards %j needs version %i', (guards, version) => {
  expect(requiredProtocol({ pods: [], exclusiveWith: [], ...guards })).toBe(version);
});

it.each([
  [0, 0, 2],
  [1, 0, 5],
  [0, 1, 5],
])(
  'a command of %i bytes a second read and %i written',
  (readBytesPerSecond, writeBytesPerSecond, version) => {
    const caps = { readBytesPerSecond, writeBytesPerSecond };
    expect(requiredProtocol({ pods: [pod], exclusiveWith: [], versionRange: '', caps })).toBe(version);
  },
);

it.each([
  ['lower than that of older agents', 49_999_999, 5],
  ['which older agents keep to anyway', 50_000_000, 1],
  ['that nobody asked for', 0, 1],
])('an upload rate %s', (_what, maxUploadBytesPerSecond, version) => {
  expect(requiredProtocol({ pods: [], exclusiveWith: [], maxUploadBytesPerSecond })).toBe(version);
});

it.each([
  [0, false],
  [1, true],
  [2, true],
  [3, true],
  [6, true],
  [7, false],
])('an agent that says version %i is understood: %s', (version, expected) => {
  expect(isSpoken(version)).toBe(expected);
});
