import { expect, it } from 'vitest';
import { aPlan } from '../../test/builders/run.ts';
import { digestAccepted } from './spec-digest.ts';

it.each([
  ['node', '1h', 25 * 3_600_000],
  ['node', '7d', 8 * 86_400_000],
  ['store', '1h', 0],
])('a command of mode %s and retention %s lets a node keep files for %i ms', (mode, retention, keepMs) => {
  expect(aPlan(['a'], [], { output: { mode, retention } }).command.keepMs).toBe(keepMs);
});

it('what was accepted is another thing with another retention where nodes were told it, and only there', () => {
  const digestOf = (mode: string, retention: string): string =>
    digestAccepted(aPlan(['a'], [], { output: { mode, retention } }).spec);
  expect(digestOf('node', '1h')).not.toBe(digestOf('node', '2h'));
  expect(digestOf('store', '1h')).toBe(digestOf('store', '2h'));
});
