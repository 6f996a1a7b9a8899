import { describe, expect, it } from 'vitest';
import { readCpu, readDays, readDuration, readMemory, readNumberText } from './read-amounts.ts';

describe('a duration of the old Kinds', () => {
  it.each([
    ['30s', '30s'],
    ['2m30s', '2m30s'],
    ['1.5m', '1m30s'],
    ['1h0.5s', '1h500ms'],
    ['90', '1m30s'],
    ['.5h', '30m'],
    ['2500us', '3ms'],
    ['0', '0s'],
  ])('of %s is %s', (text, expected) => {
    expect(readDuration(text)).toMatchObject({ kind: 'value', value: expected });
  });

  it.each(['', 'soon', '-5s', '+5s', '5 s', '1.5', '5S', '1e3s', 30, true, ['30s'], null])(
    'that is none, as %j, is left to the validation',
    (value) => {
      expect(readDuration(value)).toEqual({ kind: 'value', value });
    },
  );
});

describe('a quantity of the old Kinds', () => {
  it.each([
    ['512Mi', '512Mi'],
    ['1.5Gi', '1536Mi'],
    ['1e9', '1000000000'],
    ['2E', '2E'],
    ['1Pi', '1073741824Mi'],
    ['1500m', '2'],
    ['0.5Ki', '512'],
    ['0.0', '0'],
  ])('of %s memory is %s', (text, expected) => {
    expect(readMemory(text)).toMatchObject({ kind: 'value', value: expected });
  });

  it.each([
    ['250m', '250m'],
    ['1', '1'],
    ['1.0005', '1001m'],
    ['1e-1', '100m'],
    ['2k', '2000000m'],
    ['100u', '1m'],
    ['0.3', '0.3'],
  ])('of %s CPU is %s', (text, expected) => {
    expect(readCpu(text)).toMatchObject({ kind: 'value', value: expected });
  });

  it.each(['', 'much', '1 Gi', '-1', '1Zi', '1.2.3', '.', 5, {}])(
    'that is none, as %j, is left to the validation',
    (value) => {
      expect(readMemory(value)).toEqual({ kind: 'value', value });
      expect(readCpu(value)).toEqual({ kind: 'value', value });
    },
  );
});

it.each([
  ['2', 2],
  ['1.5', 1.5],
  ['two', 'two'],
  [2, 2],
])('a number as text, %j, is %j', (value, expected) => {
  expect(readNumberText(value)).toMatchObject({ value: expected });
});

it.each([
  [7, '7d'],
  [-1, '-1d'],
  ['7', '7'],
  [0.5, 0.5],
])('%j days are %j', (value, expected) => {
  expect(readDays(value)).toEqual({ kind: 'value', value: expected });
});
