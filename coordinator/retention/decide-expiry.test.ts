import { describe, expect, it } from 'vitest';
import { decideExpiry, type KeptRun } from './decide-expiry.ts';

const day = 86_400_000_000;
const run = (changes: Partial<KeptRun> = {}): KeptRun => ({
  uid: 'u',
  sinceUnixUs: 0,
  retention: '7d',
  isUnderWay: false,
  ...changes,
});

describe('decideExpiry', () => {
  it.each([
    ['before its retention has passed', run(), 7 * day - 1, []],
    ['once it has', run(), 7 * day, ['u']],
    ['of a run under way', run({ isUnderWay: true }), 70 * day, []],
    ['of another length', run({ retention: '1m' }), 60_000_000, ['u']],
    ['that cannot be read, which keeps for ever', run({ retention: 'x' }), 9_999 * day, []],
    [
      'of a run that ends in the future, by a clock that was set back',
      run({ sinceUnixUs: 8 * day }),
      7 * day,
      [],
    ],
  ] as const)('files %s', (_title, kept, nowUnixUs, expected) => {
    expect(decideExpiry([kept], nowUnixUs)).toEqual(expected);
  });
});
