/** A time in which the offset of a zone from UTC stays the same: from `startMs` to just before `endMs`. */
export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
  /** Wall clock less UTC. */
  readonly offsetMs: number;
}

/** The stretches of a zone between two instants, in order, cut to them. `zone` is one that `isTimeZone` knows. */
export function* listStretches(zone: string, fromMs: number, untilMs: number): Generator<Stretch> {
  let startMs = fromMs;
  while (startMs < untilMs) {
    const start = at(zone, startMs);
    const change = start.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
    const endMs = Math.min(change, untilMs);
    yield { startMs, endMs, offsetMs: start.offsetNanoseconds / 1_000_000 };
    startMs = endMs;
  }
}

/** The same, the last one first. */
export function* listStretchesBack(zone: string, fromMs: number, untilMs: number): Generator<Stretch> {
  let endMs = untilMs;
  while (endMs > fromMs) {
    const change =
      at(zone, endMs).getTimeZoneTransition('previous')?.epochMilliseconds ?? Number.NEGATIVE_INFINITY;
    const startMs = Math.max(change, fromMs);
    yield { startMs, endMs, offsetMs: at(zone, endMs - 1).offsetNanoseconds / 1_000_000 };
    endMs = startMs;
  }
}

const component = '[A-Za-z][A-Za-z0-9._+-]{0,13}';
/** What an API server can check: the characters. An empty text, which stands for UTC, passes. */
export const timeZonePattern = `^(${component}(/${component})*)?$`;

/** Whether it is a name of the IANA database, spelt as there; an offset as `+01:00` is none. */
export function isTimeZone(text: string): boolean {
  if (text === '' || !new RegExp(timeZonePattern).test(text)) return false;
  try {
    return at(text, 0).timeZoneId === text;
  } catch {
    return false;
  }
}

/** Names of zones, of two for the same zone only one. */
export function listTimeZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}

function at(zone: string, unixMs: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(unixMs).toZonedDateTimeISO(zone);
}
