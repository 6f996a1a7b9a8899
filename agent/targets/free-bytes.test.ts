import { expect, test } from 'vitest';
import { toDefaultFloor } from './free-bytes.ts';

const gib = 1024 ** 3;

test.each([
  ['machine', 2 * gib, 0.5 * gib],
  ['machine', 100 * gib, 5 * gib],
  ['kubernetes', 10 * gib, 5 * gib],
  ['kubernetes', 100 * gib, 20 * gib],
] as const)('of a %s with a disk of %i bytes, %i bytes stay free', (kind, disk, floor) => {
  expect(toDefaultFloor(disk, kind)).toBe(floor);
});
