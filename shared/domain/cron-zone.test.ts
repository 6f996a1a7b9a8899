import { describe, expect, test } from 'vitest';
import { isTimeZone, listStretches, listStretchesBack, listTimeZones, timeZonePattern } from './cron-zone.ts';

describe('a time zone', () => {
  test.each([
    'UTC',
    'Etc/UTC',
    'Europe/Berlin',
    'Europe/Kyiv',
    'Asia/Kathmandu',
    'America/Argentina/ComodRivadavia',
    'America/Port-au-Prince',
    'Etc/GMT+5',
    'US/Eastern',
    'EST',
  ])('%s is one', (name) => {
    expect(isTimeZone(name)).toBe(true);
    expect(name).toMatch(new RegExp(timeZonePattern));
  });

  test.each([
    '',
    'Local',
    'europe/berlin',
    'Europe/Atlantis',
    '+01:00',
    'UTC+1',
    'PST',
    'CEST',
    'Europe/',
    '../etc',
  ])('"%s" is none', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });

  test('every listed one is known and passes the pattern', () => {
    const refused = listTimeZones().filter(
      (name) => !isTimeZone(name) || !new RegExp(timeZonePattern).test(name),
    );
    expect(refused).toEqual([]);
    expect(listTimeZones().length).toBeGreaterThan(300);
  });
});

describe('the stretches of one offset', () => {
  const hourMs = 3_600_000;
  const [from, until] = [Date.parse('2026-01-01T00:00Z'), Date.parse('2027-01-01T00:00Z')];
  const inBerlin = [
    { startMs: from, endMs: Date.parse('2026-03-29T01:00Z'), offsetMs: hourMs },
    {
      startMs: Date.parse('2026-03-29T01:00Z'),
      endMs: Date.parse('2026-10-25T01:00Z'),
      offsetMs: 2 * hourMs,
    },
    { startMs: Date.parse('2026-10-25T01:00Z'), endMs: until, offsetMs: hourMs },
  ];

  test('lie side by side, forth and back', () => {
    expect([...listStretches('Europe/Berlin', from, until)]).toEqual(inBerlin);
    expect([...listStretchesBack('Europe/Berlin', from, until)]).toEqual(inBerlin.toReversed());
  });

  test('are one where the clocks never change', () => {
    const whole = [{ startMs: from, endMs: until, offsetMs: 5.75 * hourMs }];
    expect([...listStretches('Asia/Kathmandu', from, until)]).toEqual(whole);
    expect([...listStretchesBack('Asia/Kathmandu', from, until)]).toEqual(whole);
  });

  test('are none of no time', () => {
    expect([...listStretches('UTC', until, from)]).toEqual([]);
    expect([...listStretchesBack('UTC', until, from)]).toEqual([]);
  });
});
