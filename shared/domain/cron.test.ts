import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readCron, validateCron } from './cron.ts';

const minuteMs = 60_000;
const toText = (ms: number): string => new Date(ms).toISOString();

/** What a wall clock shows. */
interface Shown {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly weekday: number;
}

/** A schedule, and what it means, said a second time. */
// biome-ignore format: a table
const meanings: readonly (readonly [string, (shown: Shown) => boolean])[] = [
  ['0 * * * *', ({ minute }) => minute === 0],
  ['*/30 * * * *', ({ minute }) => minute === 0 || minute === 30],
  ['30 1 * * *', ({ minute, hour }) => minute === 30 && hour === 1],
  ['30 2 * * *', ({ minute, hour }) => minute === 30 && hour === 2],
  ['15 2 * * *', ({ minute, hour }) => minute === 15 && hour === 2],
  ['0 2 * * *', ({ minute, hour }) => minute === 0 && hour === 2],
  ['0 0 * * *', ({ minute, hour }) => minute === 0 && hour === 0],
  ['45 1-3 * * *', ({ minute, hour }) => minute === 45 && hour >= 1 && hour <= 3],
  ['0 12 13 * 5', ({ minute, hour, day, weekday }) => minute === 0 && hour === 12 && (day === 13 || weekday === 5)],
  ['0 12 */2 * 1', ({ minute, hour, day, weekday }) => minute === 0 && hour === 12 && (day % 2 === 1 || weekday === 1)],
  ['5 4 31 * *', ({ minute, hour, day }) => minute === 5 && hour === 4 && day === 31],
  ['59 23 29 2 *', ({ minute, hour, day, month }) => minute === 59 && hour === 23 && day === 29 && month === 2],
  ['0 1 * MAR,OCT SUN', ({ minute, hour, month, weekday }) => minute === 0 && hour === 1 && (month === 3 || month === 10) && weekday === 0],
];

const fromMs = Date.parse('2025-12-31T23:00Z');
const untilMs = Date.parse('2029-01-02T00:00Z');

/** Every instant at which the clock of the zone shows what is meant, minute by minute. Offsets change at quarters. */
function listByBruteForce(zone: string): ReadonlyMap<string, readonly number[]> {
  const found = new Map(meanings.map(([text]): [string, number[]] => [text, []]));
  const formatter = new Intl.DateTimeFormat('sv', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  for (let quarterMs = fromMs; quarterMs < untilMs; quarterMs += 15 * minuteMs) {
    const quarterWallMs = Date.parse(`${formatter.format(quarterMs).replace(' ', 'T')}Z`);
    for (let pastMs = 0; pastMs < 15 * minuteMs; pastMs += minuteMs) {
      const wall = new Date(quarterWallMs + pastMs);
      const shown = {
        minute: wall.getUTCMinutes(),
        hour: wall.getUTCHours(),
        day: wall.getUTCDate(),
        month: wall.getUTCMonth() + 1,
        weekday: wall.getUTCDay(),
      };
      for (const [text, means] of meanings) if (means(shown)) found.get(text)?.push(quarterMs + pastMs);
    }
  }
  return found;
}

describe.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'])(
  'in %s, over three years,',
  (zone) => {
    const expected = listByBruteForce(zone);

    test.each(meanings)('%s fires whenever the clock shows it, and at no other time', (text) => {
      const schedule = readCron(text, zone);
      const instants: number[] = [];
      let at = schedule.nextAfter(fromMs - 1);
      for (; at !== undefined && at < untilMs; at = schedule.nextAfter(at)) instants.push(at);
      expect(instants.map(toText)).toEqual(expected.get(text)?.map(toText));
      const backwards: number[] = [];
      at = schedule.lastUntil(untilMs - 1);
      for (; at !== undefined && at >= fromMs; at = schedule.lastUntil(at - 1)) backwards.push(at);
      expect(backwards.toReversed()).toEqual(instants);
      expect(schedule.countBetween(fromMs - 1, untilMs - 1)).toBe(instants.length);
    });
  },
);

/** What github.com/robfig/cron, which CronJob uses, fires within some hours of changes of the clocks; made by `robfig/`. */
interface RobfigCase {
  readonly zone: string;
  readonly schedule: string;
  readonly hours: number;
  readonly changes: readonly string[];
  readonly instants: readonly string[];
}

const fixture = new URL('../../test/fixtures/cron/robfig-v3.json', import.meta.url);
const robfigCases = JSON.parse(readFileSync(fixture, 'utf8')) as readonly RobfigCase[];

/** In the years and hours that the case tells of: what one of the two fires and the other does not. */
function compare({ zone, schedule, hours, changes, instants }: RobfigCase): {
  readonly onlyHere: readonly string[];
  readonly onlyThere: readonly string[];
} {
  const ours = new Set<number>();
  for (const change of changes.map((text) => Date.parse(text))) {
    const lastMs = change + hours * 60 * minuteMs;
    const cron = readCron(schedule, zone);
    let at = cron.nextAfter(change - hours * 60 * minuteMs - 1);
    for (; at !== undefined && at <= lastMs; at = cron.nextAfter(at)) ours.add(at);
  }
  const theirs = new Set(instants.map((text) => Date.parse(text)));
  const toWall = (ms: number): string =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toString({
      smallestUnit: 'minute',
      timeZoneName: 'never',
    });
  return {
    onlyHere: [...ours.difference(theirs)].map(toWall),
    onlyThere: [...theirs.difference(ours)].map(toWall),
  };
}

describe('where the clocks change, compared with CronJob,', () => {
  const wholeHours = robfigCases.filter(({ zone }) => zone !== 'Australia/Lord_Howe');

  test('there is something to compare', () => {
    expect(new Set(wholeHours.map(({ zone }) => zone)).size).toBe(3);
    for (const { changes, instants } of robfigCases)
      expect(Math.min(changes.length, instants.length)).toBeGreaterThan(3);
  });

  test.each(wholeHours)('$schedule in $zone fires at the same instants', (robfigCase) => {
    expect(compare(robfigCase)).toEqual({ onlyHere: [], onlyThere: [] });
  });

  /**
   * Its reader steps by whole hours from a full hour, so that after a change by half an hour it looks at half past,
   * until it meets a time that matches.
   */
  const [autumn, spring] = ['2026-04-05', '2026-10-04'];
  test.each([
    ['0 * * * *', [], []],
    ['*/30 * * * *', [], []],
    ['30 1 * * *', [], [`${spring}T02:30+11:00`]],
    ['30 2 * * *', [], []],
    ['15 2 * * *', [`${autumn}T02:15+10:30`], []],
    ['0 2 * * *', [`${autumn}T02:00+10:30`], []],
    ['0 3 * * *', [`${autumn}T03:00+10:30`, `${spring}T03:00+11:00`], []],
    ['0 0 * * *', ['2026-04-06T00:00+10:30', '2026-10-05T00:00+11:00'], []],
    ['45 1-3 * * *', [], []],
    ['0 12 */2 * 1', [`${autumn}T12:00+10:30`], []],
    ['@weekly', [], []],
  ])('%s in Australia/Lord_Howe fires at %j too, and not at %j', (schedule, onlyHere, onlyThere) => {
    const found = robfigCases.find(
      (each) => each.zone === 'Australia/Lord_Howe' && each.schedule === schedule,
    );
    if (found === undefined) throw new Error(`The fixture has no "${schedule}"`);
    const in2026 = (texts: readonly string[]): readonly string[] =>
      texts.filter((text) => text.startsWith('2026'));
    const robfigCase = { ...found, changes: in2026(found.changes), instants: in2026(found.instants) };
    expect(compare(robfigCase)).toEqual({ onlyHere, onlyThere });
  });
});

describe('reading a schedule', () => {
  test('refuses what is no schedule, and an unknown zone', () => {
    expect(() => readCron('0 24 * * *', 'UTC')).toThrow(
      'Cannot read schedule "0 24 * * *": hour "24" goes above 23: use 0 to 23',
    );
    expect(() => readCron('@daily', 'Europe/Atlantis')).toThrow(
      'Cannot read schedule "@daily": there is no time zone "Europe/Atlantis"',
    );
  });

  test('says what is wrong with a text, or nothing', () => {
    expect(validateCron('0 3 * * *')).toBeUndefined();
    expect(validateCron('0 3 * *')).toContain('has 4 fields');
  });

  test('finds a 29th of February over the eight years without one', () => {
    const schedule = readCron('0 0 29 2 *', 'UTC');
    expect(schedule.nextAfter(Date.parse('2096-02-29T00:00Z'))).toBe(Date.parse('2104-02-29T00:00Z'));
    expect(schedule.lastUntil(Date.parse('2104-02-28T23:59Z'))).toBe(Date.parse('2096-02-29T00:00Z'));
  });

  test('counts a year of minutes at once', () => {
    const schedule = readCron('* * * * *', 'Europe/Berlin');
    const [from, until] = [Date.parse('2026-01-01T00:00Z'), Date.parse('2027-01-01T00:00Z')];
    expect(schedule.countBetween(from, until)).toBe(365 * 24 * 60);
    expect(schedule.countBetween(until, from)).toBe(0);
  });
});
