import { expect, test } from 'vitest';
import { renderRows } from './render-rows.ts';

test('a table of the bench is at most 100 columns wide and says what a ratio is of', () => {
  const long = 'x'.repeat(200);
  const rows = [
    {
      name: 'upload',
      value: 123.456,
      unit: 'MB/s',
      ratio: 0.6123,
      beside: 'curl to a sink that syncs alike',
    },
    { name: long, value: 1_234_567.8, unit: long, ratio: 1, beside: long },
    { name: 'broken', value: Number.NaN, unit: 's' },
  ];
  const lines = renderRows(rows).trimEnd().split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBe(100);
  expect(lines[1]).toMatch(/^upload +123 MB\/s +0\.61$/);
  expect(lines[2]).toBe('    ratio of curl to a sink that syncs alike');
  expect(lines[3]).toContain(' 1234568 ');
  expect(lines[5]).toMatch(/^broken +\? s$/);
});
