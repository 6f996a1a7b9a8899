/** When a schedule fires, on the wall clock of its time zone. */
export interface CronFields {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly daysOfWeek: ReadonlySet<number>;
  /** Both fields of days are restricted: a day that one of them names is enough, else both have to name it. */
  readonly isEitherDay: boolean;
}

export type ParsedCron =
  | { readonly kind: 'parsed'; readonly fields: CronFields }
  /** What is wrong and what would be right, for each field. */
  | { readonly kind: 'faulty'; readonly message: string };

const macros: ReadonlyMap<string, string> = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
]);

const field = '[0-9A-Za-z*?,/-]+';
/** What an API server can check: the characters, and five fields or a macro. An empty text, which is none, passes. */
export const cronPattern = `^(${[...macros.keys()].join('|')}|[ \\t]*${field}([ \\t]+${field}){4}[ \\t]*)?$`;

const rightForm = 'write minute, hour, day of the month, month and day of the week, as "0 3 * * 1-5"';

interface Field {
  readonly what: string;
  readonly min: number;
  readonly max: number;
  /** Of the values from `min` on. */
  readonly names: readonly string[];
}

const minute: Field = { what: 'minute', min: 0, max: 59, names: [] };
const hour: Field = { what: 'hour', min: 0, max: 23, names: [] };
const dayOfMonth: Field = { what: 'day of the month', min: 1, max: 31, names: [] };
const month: Field = {
  what: 'month',
  min: 1,
  max: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
const dayOfWeek: Field = {
  what: 'day of the week',
  min: 0,
  max: 6,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};

/**
 * Reads a schedule in the syntax of Kubernetes' CronJob, which is the standard one of github.com/robfig/cron v3.
 * What that lets pass without a meaning is refused: an empty entry, `*-5`, `+5`, and days that never come. So are
 * `@every`, which counts from no fixed instant, and `TZ=`.
 */
export function parseCron(text: string): ParsedCron {
  const parts = (macros.get(text) ?? text).split(/[ \t]+/).filter((part) => part !== '');
  const misform = findMisform(text, parts.length);
  if (misform !== undefined) return { kind: 'faulty', message: misform };
  const faults: string[] = [];
  const read = (index: number, field: Field): ReadField => readField(parts[index] ?? '', field, faults);
  const [minutes, hours] = [read(0, minute).values, read(1, hour).values];
  const [inMonth, months, inWeek] = [read(2, dayOfMonth), read(3, month).values, read(4, dayOfWeek)];
  if (faults.length > 0) return { kind: 'faulty', message: [...new Set(faults)].join('; ') };
  if (inWeek.isAny && !inMonth.isAny && !hasSuchDay(inMonth.values, months)) {
    const message = `never fires: no day ${parts[2]} in month ${parts[3]}: give a day that comes`;
    return { kind: 'faulty', message };
  }
  const days = { daysOfMonth: inMonth.values, months, daysOfWeek: inWeek.values };
  return {
    kind: 'parsed',
    fields: { minutes, hours, ...days, isEitherDay: !inMonth.isAny && !inWeek.isAny },
  };
}

function findMisform(text: string, count: number): string | undefined {
  if (text.startsWith('@every'))
    return '"@every" counts from no fixed instant: write "*/15 * * * *", "0 */6 * * *" or the like';
  if (text.startsWith('@') && !macros.has(text))
    return `"${text}" is unknown: use one of ${[...macros.keys()].join(', ')}, or ${rightForm}`;
  if (/^(CRON_)?TZ=/.test(text)) return 'names a time zone: give it in spec.timeZone';
  if (/[^ \t!-~]/.test(text)) return `has other characters than a schedule: ${rightForm}`;
  if (count === 6 || count === 7) return `has ${count} fields, and seconds or years are none: ${rightForm}`;
  return count === 5 ? undefined : `has ${count} field${count === 1 ? '' : 's'}: ${rightForm}`;
}

interface ReadField {
  readonly values: ReadonlySet<number>;
  /** It restricts nothing: `*` or `?`, by itself or in a list. `*` with a step of more than 1 restricts. */
  readonly isAny: boolean;
}

function readField(text: string, field: Field, faults: string[]): ReadField {
  const values = new Set<number>();
  let isAny = false;
  for (const entry of text.split(',')) {
    const range = readEntry(entry, field);
    if (typeof range === 'string') {
      faults.push(`${field.what} "${text}" ${range}`);
      continue;
    }
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
    isAny ||= range.isAny;
  }
  return { values, isAny };
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly isAny: boolean;
}

/** The range that an entry of a list means, else what is wrong with it. */
function readEntry(entry: string, field: Field): Range | string {
  const { min, max } = field;
  const [, body = '', stepText] = /^([^/]*)(?:\/([0-9]{1,9}))?$/.exec(entry) ?? [];
  if (entry === '') return 'has an empty entry: remove the comma';
  const step = Number(stepText ?? 1);
  if (step === 0) return 'has a step of 0: use 1 or more';
  if (body === '*' || body === '?') return { from: min, to: max, step, isAny: step === 1 };
  const ends = body.split('-').map((end) => readValue(end, field));
  const [from, to] = [ends[0], ends.length === 1 ? ends[0] : ends[1]];
  if (from === undefined || to === undefined || ends.length > 2) return explainEntry(entry, field);
  const outside = [from, to].find((value) => value < min || value > max);
  if (outside === 7 && field === dayOfWeek) return 'has no 7: write Sunday as 0 or SUN';
  if (outside !== undefined)
    return `goes ${outside < min ? `below ${min}` : `above ${max}`}: use ${min} to ${max}`;
  if (from > to) return `ends before it begins: write ${from}-${max},${min}-${to}`;
  // Of one value, a step goes on to the end: 5/15 is 5-59/15.
  return { from, to: ends.length === 1 && stepText !== undefined ? max : to, step, isAny: false };
}

function readValue(text: string, { min, names }: Field): number | undefined {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  const index = names.indexOf(text.toUpperCase());
  return index < 0 ? undefined : min + index;
}

function explainEntry(entry: string, field: Field): string {
  const isDay = field === dayOfMonth || field === dayOfWeek;
  const isDialect = isDay && /^[0-9A-Z]*(L|W|#[0-9]+)$/i.test(entry);
  const why = isDialect ? 'is of another dialect, with L, W and #' : 'cannot be read';
  return `${why}: ${rightValues(field)}`;
}

function rightValues({ min, max, names }: Field): string {
  const words = names.length === 0 ? '' : `, ${names[0]} to ${names.at(-1)}`;
  return `use ${min} to ${max}${words}, ranges as ${min}-${max}, steps as */2, lists with ","`;
}

/** Whether one of the months is ever long enough for one of the days. */
function hasSuchDay(days: ReadonlySet<number>, months: ReadonlySet<number>): boolean {
  const leapYear = 2024;
  const longest = Math.max(...[...months].map((each) => new Date(Date.UTC(leapYear, each, 0)).getUTCDate()));
  return Math.min(...days) <= longest;
}
