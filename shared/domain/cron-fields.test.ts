import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CronFields, cronPattern, parseCron } from './cron-fields.ts';

const range = (from: number, to: number, step = 1): readonly number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

/** Text, the field of it that is looked at, and its values. */
// biome-ignore format: a table
const readings: readonly (readonly [string, Exclude<keyof CronFields, 'isEitherDay'>, readonly number[]])[] = [
  ['* * * * *', 'minutes', range(0, 59)],
  ['? * * * *', 'minutes', range(0, 59)],
  ['*/15 * * * *', 'minutes', [0, 15, 30, 45]],
  ['5/15 * * * *', 'minutes', [5, 20, 35, 50]],
  ['*/90 * * * *', 'minutes', [0]],
  ['1,2,40-50/5 * * * *', 'minutes', [1, 2, 40, 45, 50]],
  ['07 * * * *', 'minutes', [7]],
  ['0 8-18/2 * * *', 'hours', [8, 10, 12, 14, 16, 18]],
  ['0 23 * * *', 'hours', [23]],
  ['0 0 1,31 * *', 'daysOfMonth', [1, 31]],
  ['0 0 10/10 * *', 'daysOfMonth', [10, 20, 30]],
  ['0 0 * JAN,mar-May *', 'months', [1, 3, 4, 5]],
  ['0 0 * 2/6 *', 'months', [2, 8]],
  ['0 0 * * MON-FRI', 'daysOfWeek', [1, 2, 3, 4, 5]],
  ['0 0 * * sun,6', 'daysOfWeek', [0, 6]],
  ['0 0 * * Mon/2', 'daysOfWeek', [1, 3, 5]],
  ['  0\t3  * * *  ', 'hours', [3]],
  ['@hourly', 'minutes', [0]],
  ['@daily', 'hours', [0]],
  ['@midnight', 'hours', [0]],
  ['@weekly', 'daysOfWeek', [0]],
  ['@monthly', 'daysOfMonth', [1]],
  ['@yearly', 'months', [1]],
  ['@annually', 'months', [1]],
];

describe('what CronJob takes', () => {
  test.each(readings)('%s is read: %s', (text, name, values) => {
    const parsed = parseCron(text);
    if (parsed.kind === 'faulty') throw new Error(parsed.message);
    expect([...parsed.fields[name]].toSorted((left, right) => left - right)).toEqual(values);
  });

  test.each([
    ['0 0 13 * 5', true],
    ['0 0 1-31 * 5', true],
    ['0 0 */2 * 5', true],
    ['0 0 ?/2 * 5', true],
    ['0 0 * * 5', false],
    ['0 0 ? * 5', false],
    ['0 0 */1 * 5', false],
    ['0 0 *,13 * 5', false],
    ['0 0 13 * *', false],
    ['0 0 13 * */2', true],
    ['0 0 13 * *,5', false],
  ])('%s takes a day of either field: %s', (text, isEitherDay) => {
    expect(parseCron(text)).toMatchObject({ kind: 'parsed', fields: { isEitherDay } });
  });
});

const rightForm = 'write minute, hour, day of the month, month and day of the week, as "0 3 * * 1-5"';

/** What somebody writes, and what has to be said. */
// biome-ignore format: a table
const faults: readonly (readonly [string, string])[] = [
  ['', `has 0 fields: ${rightForm}`],
  ['  ', `has 0 fields: ${rightForm}`],
  ['* * * *', `has 4 fields: ${rightForm}`],
  ['0 0 3 * * *', `has 6 fields, and seconds or years are none: ${rightForm}`],
  ['0 0 3 * * * 2027', `has 7 fields, and seconds or years are none: ${rightForm}`],
  ['0 3 * * *\n', `has other characters than a schedule: ${rightForm}`],
  ['0 3 * * é', `has other characters than a schedule: ${rightForm}`],
  ['@every 15m', '"@every" counts from no fixed instant: write "*/15 * * * *", "0 */6 * * *" or the like'],
  ['@Daily', `"@Daily" is unknown: use one of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually, or ${rightForm}`],
  ['@reboot', `"@reboot" is unknown: use one of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually, or ${rightForm}`],
  ['TZ=Europe/Berlin 0 3 * * *', 'names a time zone: give it in spec.timeZone'],
  ['CRON_TZ=UTC @daily', 'names a time zone: give it in spec.timeZone'],
  ['60 * * * *', 'minute "60" goes above 59: use 0 to 59'],
  ['0-60 * * * *', 'minute "0-60" goes above 59: use 0 to 59'],
  ['0 24 * * *', 'hour "24" goes above 23: use 0 to 23'],
  ['0 0 0 * *', 'day of the month "0" goes below 1: use 1 to 31'],
  ['0 0 32 * *', 'day of the month "32" goes above 31: use 1 to 31'],
  ['0 0 * 13 *', 'month "13" goes above 12: use 1 to 12'],
  ['0 0 * * 7', 'day of the week "7" has no 7: write Sunday as 0 or SUN'],
  ['0 0 * * 1-7', 'day of the week "1-7" has no 7: write Sunday as 0 or SUN'],
  ['0 0 * * 8', 'day of the week "8" goes above 6: use 0 to 6'],
  ['0 22-2 * * *', 'hour "22-2" ends before it begins: write 22-23,0-2'],
  ['0 0 * * FRI-MON', 'day of the week "FRI-MON" ends before it begins: write 5-6,0-1'],
  ['*/0 * * * *', 'minute "*/0" has a step of 0: use 1 or more'],
  ['0 0 L * *', 'day of the month "L" is of another dialect, with L, W and #: use 1 to 31, ranges as 1-31, steps as */2, lists with ","'],
  ['0 0 15W * *', 'day of the month "15W" is of another dialect, with L, W and #: use 1 to 31, ranges as 1-31, steps as */2, lists with ","'],
  ['0 0 * * MON#2', 'day of the week "MON#2" is of another dialect, with L, W and #: use 0 to 6, SUN to SAT, ranges as 0-6, steps as */2, lists with ","'],
  ['0 0 * * monday', 'day of the week "monday" cannot be read: use 0 to 6, SUN to SAT, ranges as 0-6, steps as */2, lists with ","'],
  ['0 0 * sept *', 'month "sept" cannot be read: use 1 to 12, JAN to DEC, ranges as 1-12, steps as */2, lists with ","'],
  ['x * * * *', 'minute "x" cannot be read: use 0 to 59, ranges as 0-59, steps as */2, lists with ","'],
  ['-5 * * * *', 'minute "-5" cannot be read: use 0 to 59, ranges as 0-59, steps as */2, lists with ","'],
  ['5- * * * *', 'minute "5-" cannot be read: use 0 to 59, ranges as 0-59, steps as */2, lists with ","'],
  ['1-2-3 * * * *', 'minute "1-2-3" cannot be read: use 0 to 59, ranges as 0-59, steps as */2, lists with ","'],
  ['*/5/5 * * * *', 'minute "*/5/5" cannot be read: use 0 to 59, ranges as 0-59, steps as */2, lists with ","'],
  ['*/ * * * *', 'minute "*/" cannot be read: use 0 to 59, ranges as 0-59, steps as */2, lists with ","'],
  ['1.5 * * * *', 'minute "1.5" cannot be read: use 0 to 59, ranges as 0-59, steps as */2, lists with ","'],
  ['99999999999 * * * *', 'minute "99999999999" cannot be read: use 0 to 59, ranges as 0-59, steps as */2, lists with ","'],
  ['60 24 * * *', 'minute "60" goes above 59: use 0 to 59; hour "24" goes above 23: use 0 to 23'],
];

/** What CronJob's reader lets pass, though it fires never, or not as it reads. */
// biome-ignore format: a table
const passesThere: readonly (readonly [string, string])[] = [
  ['1,,2 * * * *', 'minute "1,,2" has an empty entry: remove the comma'],
  ['1, * * * *', 'minute "1," has an empty entry: remove the comma'],
  [', * * * *', 'minute "," has an empty entry: remove the comma'],
  ['*-5 * * * *', 'minute "*-5" cannot be read: use 0 to 59, ranges as 0-59, steps as */2, lists with ","'],
  ['+5 * * * *', 'minute "+5" cannot be read: use 0 to 59, ranges as 0-59, steps as */2, lists with ","'],
  ['0 0 30 2 *', 'never fires: no day 30 in month 2: give a day that comes'],
  ['0 0 31 APR,6 ?', 'never fires: no day 31 in month APR,6: give a day that comes'],
];

describe('what is refused', () => {
  test.each([...faults, ...passesThere])('%s is refused, with what would be right', (text, message) => {
    expect(parseCron(text)).toEqual({ kind: 'faulty', message });
  });

  test('a day that comes in leap years alone, or in one of several months, is taken', () => {
    for (const text of ['0 0 29 2 *', '0 0 31 2,3 *', '0 0 30 2 1'])
      expect(parseCron(text)).toMatchObject({ kind: 'parsed' });
  });
});

test('the pattern for the API server lets pass whatever is taken, and nothing of another form', () => {
  const pattern = new RegExp(cronPattern);
  for (const [text] of readings) expect.soft(pattern.test(text), text).toBe(true);
  expect(pattern.test('')).toBe(true);
  const caught = faults.map(([text]) => text).filter((text) => text !== '' && !pattern.test(text));
  expect(caught).toEqual([
    '  ',
    '* * * *',
    '0 0 3 * * *',
    '0 0 3 * * * 2027',
    '0 3 * * *\n',
    '0 3 * * é',
    '@every 15m',
    '@Daily',
    '@reboot',
    'TZ=Europe/Berlin 0 3 * * *',
    'CRON_TZ=UTC @daily',
    '0 0 * * MON#2',
    '1.5 * * * *',
  ]);
});

test('every text is either read, and then of the form of the pattern, or told what is wrong', () => {
  const entry = fc.string({
    unit: fc.constantFrom(...'0123456789*?/-,LW#@ JANSU\t\n'.split('')),
    maxLength: 6,
  });
  const fields = fc.array(entry, { maxLength: 7 }).map((texts) => texts.join(' '));
  fc.assert(
    fc.property(fc.oneof(fields, fc.string()), (text) => {
      const parsed = parseCron(text);
      const hasForm = new RegExp(cronPattern).test(text);
      expect(parsed.kind === 'parsed' ? hasForm : parsed.message !== '').toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
