import { expect, test } from 'vitest';
import { findExcess, findUntold, PressureGuard } from './pressure-guard.ts';

const none = { cpu: 0, memory: 0, io: 0 };

test.each([
  ['did not rise', { cpu: 20 }, { cpu: 35 }, { cpu: 35 }, undefined],
  ['rose as far as it may', { cpu: 20 }, { cpu: 35 }, { cpu: 55 }, undefined],
  [
    'rose further',
    { cpu: 20 },
    { cpu: 35 },
    { cpu: 55.5 },
    { resource: 'cpu', before: 35, now: 55.5, allowedRise: 20 },
  ],
  ['is high, as before', { memory: 5 }, { memory: 90 }, { memory: 92 }, undefined],
  ['fell', { io: 1 }, { io: 50 }, { io: 3 }, undefined],
  ['rose where nobody asked', { memory: 5 }, none, { cpu: 99, io: 99 }, undefined],
  [
    'rose on the second',
    { cpu: 50, io: 10 },
    none,
    { cpu: 20, io: 30 },
    { resource: 'io', before: 0, now: 30, allowedRise: 10 },
  ],
  ['is not told any more', { cpu: 20 }, none, { cpu: -1 }, undefined],
])('a pressure that %s', (_what, allowed, before, now, expected) => {
  expect(findExcess({ ...none, ...allowed }, { ...none, ...before }, { ...none, ...now })).toEqual(expected);
});

test('what is asked for and not told is named', () => {
  expect(findUntold({ cpu: 0, memory: 5, io: 5 }, { cpu: -1, memory: 3, io: -1 })).toBe('io');
  expect(findUntold({ cpu: 0, memory: 5, io: 0 }, { cpu: -1, memory: 3, io: -1 })).toBeUndefined();
});

test('it compares with the value at its begin, and has to be begun', async () => {
  let now = { ...none, cpu: 40 };
  const guard = new PressureGuard({ ...none, cpu: 10 }, async () => now);
  await expect(guard.judge()).rejects.toThrow('Cannot judge the pressure');
  expect(await guard.begin()).toBeUndefined();
  now = { ...none, cpu: 49 };
  expect(await guard.judge()).toBeUndefined();
  now = { ...none, cpu: 51 };
  expect(await guard.judge()).toMatchObject({ resource: 'cpu', before: 40, now: 51 });
});
