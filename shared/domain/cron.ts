import { type CronFields, parseCron } from './cron-fields.ts';
import { isTimeZone, listStretches, listStretchesBack } from './cron-zone.ts';

/**
 * The instants of a schedule: those at which the wall clock of its time zone shows a time that it names. So a time
 * that a change of the clocks leaves out does not fire on that day, and one that comes twice fires twice. Instants
 * are milliseconds since 1970.
 */
export interface CronSchedule {
  /** The first instant after this one. Undefined where there is none within nine years. */
  nextAfter(unixMs: number): number | undefined;
  /** The last instant that is not after this one. Undefined where there is none within nine years. */
  lastUntil(unixMs: number): number | undefined;
  /** How many instants are after the one and not after the other. */
  countBetween(afterMs: number, untilMs: number): number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Between two 29ths of February there are up to eight years. */
const searchMs = 9 * 366 * dayMs;

/** What is wrong with a schedule and what would be right; undefined where nothing is. */
export function validateCron(text: string): string | undefined {
  const parsed = parseCron(text);
  return parsed.kind === 'faulty' ? parsed.message : undefined;
}

/** Throws where the text is no schedule or the zone is unknown. */
export function readCron(text: string, zone: string): CronSchedule {
  const parsed = parseCron(text);
  if (parsed.kind === 'faulty')
    throw new RangeError(`Cannot read schedule ${JSON.stringify(text)}: ${parsed.message}`);
  if (!isTimeZone(zone))
    throw new RangeError(`Cannot read schedule ${JSON.stringify(text)}: there is no time zone "${zone}"`);
  return scheduleOf(new WallCalendar(parsed.fields), zone);
}

/** Within a stretch of one offset the wall clock runs as UTC does, only shifted. */
function scheduleOf(calendar: WallCalendar, zone: string): CronSchedule {
  return {
    nextAfter(unixMs) {
      for (const { startMs, endMs, offsetMs } of listStretches(zone, unixMs + 1, unixMs + searchMs)) {
        const wall = calendar.first(startMs + offsetMs, endMs + offsetMs);
        if (wall !== undefined) return wall - offsetMs;
      }
      return undefined;
    },
    lastUntil(unixMs) {
      for (const { startMs, endMs, offsetMs } of listStretchesBack(zone, unixMs - searchMs, unixMs + 1)) {
        const wall = calendar.last(startMs + offsetMs, endMs + offsetMs);
        if (wall !== undefined) return wall - offsetMs;
      }
      return undefined;
    },
    countBetween(afterMs, untilMs) {
      let count = 0;
      for (const { startMs, endMs, offsetMs } of listStretches(zone, afterMs + 1, untilMs + 1))
        count += calendar.count(startMs + offsetMs, endMs + offsetMs);
      return count;
    },
  };
}

/** The times that the fields name, on a wall clock that never changes. Written as if it were UTC. */
class WallCalendar {
  readonly #fields: CronFields;
  /** Milliseconds since midnight, ascending. */
  readonly #times: readonly number[];

  constructor(fields: CronFields) {
    const ascending = (values: ReadonlySet<number>): readonly number[] =>
      [...values].toSorted((left, right) => left - right);
    const minutes = ascending(fields.minutes);
    this.#fields = fields;
    this.#times = ascending(fields.hours).flatMap((hour) =>
      minutes.map((minute) => (hour * 60 + minute) * minuteMs),
    );
  }

  /** The first time from `fromMs` on and before `untilMs`. */
  first(fromMs: number, untilMs: number): number | undefined {
    for (let day = dayOf(fromMs); day < untilMs; day += dayMs) {
      const time = this.#timesOf(day).find((each) => day + each >= fromMs);
      if (time !== undefined) return day + time < untilMs ? day + time : undefined;
    }
    return undefined;
  }

  last(fromMs: number, untilMs: number): number | undefined {
    for (let day = dayOf(untilMs); day + dayMs > fromMs; day -= dayMs) {
      const time = this.#timesOf(day).findLast((each) => day + each < untilMs);
      if (time !== undefined) return day + time >= fromMs ? day + time : undefined;
    }
    return undefined;
  }

  count(fromMs: number, untilMs: number): number {
    let count = 0;
    for (let day = dayOf(fromMs); day < untilMs; day += dayMs) {
      const times = this.#timesOf(day);
      const isWhole = day >= fromMs && day + dayMs <= untilMs;
      count += isWhole
        ? times.length
        : times.filter((time) => day + time >= fromMs && day + time < untilMs).length;
    }
    return count;
  }

  #timesOf(day: number): readonly number[] {
    const date = new Date(day);
    const { months, daysOfMonth, daysOfWeek, isEitherDay } = this.#fields;
    if (!months.has(date.getUTCMonth() + 1)) return [];
    const [inMonth, inWeek] = [daysOfMonth.has(date.getUTCDate()), daysOfWeek.has(date.getUTCDay())];
    return (isEitherDay ? inMonth || inWeek : inMonth && inWeek) ? this.#times : [];
  }
}

function dayOf(wallMs: number): number {
  return Math.floor(wallMs / dayMs) * dayMs;
}
