import { expect, test } from 'vitest';
import { readCron } from './cron.ts';

/** The table of docs/schedules.md: zone, schedule, local day, and what fires on it, in UTC. */
// biome-ignore format: a table
const days: readonly (readonly [string, string, string, readonly string[] | number])[] = [
  ['Europe/Berlin', '30 2 * * *', '2026-03-29', []],
  ['Europe/Berlin', '0 3 * * *', '2026-03-29', ['2026-03-29T01:00Z']],
  ['Europe/Berlin', '0 * * * *', '2026-03-29', 23],
  ['Europe/Berlin', '30 2 * * *', '2026-10-25', ['2026-10-25T00:30Z', '2026-10-25T01:30Z']],
  ['Europe/Berlin', '0 3 * * *', '2026-10-25', ['2026-10-25T02:00Z']],
  ['Europe/Berlin', '0 * * * *', '2026-10-25', 25],
  ['America/New_York', '30 2 * * *', '2026-03-08', []],
  ['America/New_York', '30 1 * * *', '2026-11-01', ['2026-11-01T05:30Z', '2026-11-01T06:30Z']],
  ['America/New_York', '30 2 * * *', '2026-11-01', ['2026-11-01T07:30Z']],
  ['Australia/Lord_Howe', '45 1 * * *', '2026-04-05', ['2026-04-04T14:45Z', '2026-04-04T15:15Z']],
  ['Australia/Lord_Howe', '15 1 * * *', '2026-04-05', ['2026-04-04T14:15Z']],
  ['Australia/Lord_Howe', '15 2 * * *', '2026-10-04', []],
  ['Australia/Lord_Howe', '30 2 * * *', '2026-10-04', ['2026-10-03T15:30Z']],
  ['Asia/Kathmandu', '30 2 * * *', '2026-03-29', ['2026-03-28T20:45Z']],
];

test.each(days)('in %s, %s fires on %s at %j', (zone, text, day, expected) => {
  const schedule = readCron(text, zone);
  const start = Temporal.PlainDate.from(day).toZonedDateTime(zone);
  const [startMs, endMs] = [start.epochMilliseconds, start.add({ days: 1 }).epochMilliseconds];
  const fired: string[] = [];
  let at = schedule.nextAfter(startMs - 1);
  for (; at !== undefined && at < endMs; at = schedule.nextAfter(at))
    fired.push(new Date(at).toISOString().replace(':00.000Z', 'Z'));
  expect(typeof expected === 'number' ? fired.length : fired).toEqual(expected);
  expect(schedule.countBetween(startMs - 1, endMs - 1)).toBe(fired.length);
});
