import { expect, test } from 'vitest';
import { readBandwidth, toDiskLimitsV1, toDiskLimitsV2 } from './disk-limits.ts';

const disk = '254:0';
const both = { readBytesPerSecond: 1_000, writeBytesPerSecond: 2_000 };
const reads = { readBytesPerSecond: 1_000, writeBytesPerSecond: 0 };

test('writes a limit in the words of each version, and none that is not asked for', () => {
  const show = ({ file, value }: { readonly file: string; readonly value: string }) => `${file} ${value}`;
  expect(toDiskLimitsV1(both, disk).map(show)).toStrictEqual([
    'blkio.throttle.read_bps_device 254:0 1000',
    'blkio.throttle.write_bps_device 254:0 2000',
  ]);
  expect(toDiskLimitsV2(both, disk).map(show)).toStrictEqual(['io.max 254:0 rbps=1000 wbps=2000']);
  expect(toDiskLimitsV2(reads, disk).map(show)).toStrictEqual(['io.max 254:0 rbps=1000 wbps=max']);
  expect(toDiskLimitsV1(reads, disk)).toHaveLength(1);
  const none = { readBytesPerSecond: 0, writeBytesPerSecond: 0 };
  expect([...toDiskLimitsV1(none, disk), ...toDiskLimitsV2(none, disk)]).toStrictEqual([]);
});

test.each([
  ['8:0 rbps=5 wbps=max riops=max wiops=max\n254:0 rbps=1000 wbps=2000 riops=max wiops=max', true],
  ['254:0 rbps=1000 wbps=max riops=max wiops=max', false],
  ['254:0 rbps=10000 wbps=2000 riops=max wiops=max', false],
  ['254:01 rbps=1000 wbps=2000', false],
  ['', false],
])('what reads %j has stuck on v2: %s', (read, expected) => {
  expect(toDiskLimitsV2(both, disk)[0]?.isMet(read)).toBe(expected);
});

test.each([
  ['8:0 7\n254:0 1000', true],
  ['254:0 10000', false],
  ['', false],
])('what reads %j has stuck on v1: %s', (read, expected) => {
  expect(toDiskLimitsV1(both, disk)[0]?.isMet(read)).toBe(expected);
});

test('the applied bandwidth is what was read back, of that disk', () => {
  const v2 = new Map([['io.max', '8:0 rbps=5 wbps=5\n254:0 rbps=999 wbps=max riops=max wiops=max']]);
  expect(readBandwidth(v2, disk)).toStrictEqual({ readBytesPerSecond: 999, writeBytesPerSecond: 0 });
  const v1 = new Map([['blkio.throttle.write_bps_device', '8:0 5\n254:0 77']]);
  expect(readBandwidth(v1, disk)).toStrictEqual({ readBytesPerSecond: 0, writeBytesPerSecond: 77 });
  expect(readBandwidth(new Map(), '')).toStrictEqual({ readBytesPerSecond: 0, writeBytesPerSecond: 0 });
});
