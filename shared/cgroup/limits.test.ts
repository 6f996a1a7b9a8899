import { expect, test } from 'vitest';
import { toLimitsV1, toLimitsV2 } from './limits.ts';

const none = {
  cpuPercent: 0,
  cpuRequestPercent: 0,
  memoryBytes: 0,
  memoryRequestBytes: 0,
  pids: 0,
  outputBytes: 1,
  readBytesPerSecond: 0,
  writeBytesPerSecond: 0,
};
const all = {
  cpuPercent: 50,
  cpuRequestPercent: 100,
  memoryBytes: 1_000_000,
  memoryRequestBytes: 500_000,
  pids: 7,
  outputBytes: 1,
  readBytesPerSecond: 0,
  writeBytesPerSecond: 0,
};

test('writes nothing for limits of zero', () => {
  expect([...toLimitsV1(none, ''), ...toLimitsV2(none, '')]).toStrictEqual([]);
});

test.each([
  [
    'v1',
    toLimitsV1(all, ''),
    {
      'memory.limit_in_bytes': '1000000',
      'memory.memsw.limit_in_bytes': '1000000',
      'memory.soft_limit_in_bytes': '500000',
      'cpu.cfs_period_us': '100000',
      'cpu.cfs_quota_us': '50000',
      'cpu.shares': '1024',
      'pids.max': '7',
      'blkio.bfq.weight': '39',
    },
  ],
  [
    'v2',
    toLimitsV2(all, ''),
    {
      'memory.max': '1000000',
      'memory.high': '850000',
      'memory.swap.max': '0',
      'memory.oom.group': '1',
      'memory.low': '500000',
      'cpu.max': '50000 100000',
      'cpu.weight': '39',
      'pids.max': '7',
      'io.weight': 'default 39',
      'io.bfq.weight': 'default 39',
    },
  ],
])('translates all limits to %s', (_, limits, expected) => {
  expect(Object.fromEntries(limits.map(({ file, value }) => [file, value]))).toStrictEqual(expected);
});

test('never asks for a quota below what the kernel takes, nor for shares outside its range', () => {
  const values = toLimitsV1({ ...none, cpuPercent: 0.5, cpuRequestPercent: 0.01 }, '');
  expect(values.map(({ value }) => value)).toStrictEqual(['100000', '1000', '2', '1']);
});

test.each([
  ['999424', true],
  ['1000000', true],
  ['1000001', false],
  ['900000', false],
  ['max', false],
  ['', false],
])('a memory limit of 1000000 that reads "%s" has stuck: %s', (read, expected) => {
  expect(toLimitsV2(all, '')[0]?.isMet(read)).toBe(expected);
});
