import { describe, expect, it } from 'vitest';
import { parseBytes, parseCpuPercent, toBytesText } from './quantity.ts';

describe('amounts of bytes', () => {
  it.each([
    ['512Mi', 512 * 2 ** 20],
    ['2G', 2e9],
    ['1000', 1000],
    ['0', 0],
    ['4Ti', 4 * 2 ** 40],
  ])('reads %s', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it.each(['', '1.5Gi', '-1', '1mi', '1 Mi', '512MiB', '0x10', '999999999999999Ti'])(
    'does not read %j',
    (text) => {
      expect(parseBytes(text)).toBeUndefined();
    },
  );

  it('writes them for people', () => {
    expect([0, 1023, 1536, 2 ** 20, 979_464].map(toBytesText)).toEqual([
      '0 B',
      '1023 B',
      '1.5 KiB',
      '1.0 MiB',
      '957 KiB',
    ]);
  });
});

describe('amounts of CPU', () => {
  it.each([
    ['1', 100],
    ['0.5', 50],
    ['250m', 25],
    ['15m', 1.5],
    ['16', 1600],
  ])('reads %s', (text, percent) => {
    expect(parseCpuPercent(text)).toBe(percent);
  });

  it.each(['', '-1', '1.2345', 'm', '1 core', '0.5m', '1e2'])('does not read %j', (text) => {
    expect(parseCpuPercent(text)).toBeUndefined();
  });
});
