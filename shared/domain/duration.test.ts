import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDurationMs, toDurationText } from './duration.ts';

describe('durations', () => {
  it.each([
    ['90s', 90_000],
    ['2m30s', 150_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['250ms', 250],
    ['0s', 0],
    ['1m1ms', 60_001],
  ])('reads %s', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each([
    '',
    ' 30s',
    '30',
    '-5s',
    '1.5s',
    '1x',
    '30S',
    's',
    '30 s',
    '1e3s',
    '9999999999s',
    `${'1s'.repeat(40)}`,
  ])('does not read %j', (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  });

  it.each([
    [0, '0s'],
    [150_000, '2m30s'],
    [86_400_000, '24h'],
    [604_800_000, '7d'],
    [1_001, '1s1ms'],
  ])('writes %i ms as %s', (ms, text) => {
    expect(toDurationText(ms)).toBe(text);
  });

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (ms) => {
        expect(parseDurationMs(toDurationText(ms))).toBe(ms);
      }),
    );
  });
});
