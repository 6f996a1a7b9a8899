import { expect, it } from 'vitest';
import { findState, renderHistogram, type Traces } from './states.ts';

const traces: Traces = {
  durableBytes: 5,
  sizeBytes: 10,
  isNamed: false,
  isUnfinished: true,
  isInSpool: true,
};

it.each([
  ['elsewhere', { durableBytes: 0 }],
  ['writing', {}],
  ['finishing', { durableBytes: 10 }],
  ['renamed', { durableBytes: 10, isNamed: true }],
  ['received', { durableBytes: 10, isNamed: true, isUnfinished: false }],
  ['elsewhere', { durableBytes: 10, isNamed: true, isUnfinished: false, isInSpool: false }],
] as const)('an upload is %s with %j', (state, changes) => {
  expect(findState({ ...traces, ...changes })).toBe(state);
});

it('counts kills by state', () => {
  expect(renderHistogram(new Map([['renamed', 3]]))).toContain('renamed      3  ###\n');
});
