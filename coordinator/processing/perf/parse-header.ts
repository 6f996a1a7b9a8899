/** The first line of a sample: `COMM PID/TID [CPU] TIME: PERIOD EVENT: `; offsets are into the bytes given. */
export interface SampleHeader {
  readonly commStart: number;
  readonly commEnd: number;
  readonly pid: number;
  readonly tid: number;
  readonly timeSeconds: number;
  /** 0 when the text has no period. */
  readonly period: number;
  readonly eventStart: number;
  readonly eventEnd: number;
  /** After the event: a frame stands here when perf recorded no call chain. */
  readonly restStart: number;
}

const space = 0x20;
const colon = 0x3a;

/**
 * Parses one line, without its newline; undefined when it is none. The thread's name may hold anything, so the
 * anchor is the first `TIME:` that a `PID/TID` (or `PID`) and perhaps a `[CPU]` stand before. Linear in the line.
 */
export function parseHeader(bytes: Uint8Array, start: number, end: number): SampleHeader | undefined {
  for (let at = start + 1; at < end; at += 1) {
    if (bytes[at] !== colon || bytes[at + 1] !== space || !isDigit(bytes[at - 1])) continue;
    const timeStart = tokenStart(bytes, start, at);
    const timeSeconds = parseTime(bytes, timeStart, at);
    if (timeSeconds < 0) continue;
    const before = parseThread(bytes, start, timeStart);
    if (before === undefined) continue;
    const after = parseEvent(bytes, at + 1, end);
    if (after === undefined) return undefined;
    return { ...before, timeSeconds, ...after };
  }
  return undefined;
}

type Thread = Pick<SampleHeader, 'commStart' | 'commEnd' | 'pid' | 'tid'>;

function parseThread(bytes: Uint8Array, start: number, timeStart: number): Thread | undefined {
  let end = skipBlanksBack(bytes, start, timeStart);
  let from = tokenStart(bytes, start, end);
  if (bytes[from] === 0x5b && bytes[end - 1] === 0x5d) {
    end = skipBlanksBack(bytes, start, from);
    from = tokenStart(bytes, start, end);
  }
  let slash = from;
  while (slash < end && bytes[slash] !== 0x2f) slash += 1;
  const pid = parseInteger(bytes, from, slash);
  const tid = slash < end ? parseInteger(bytes, slash + 1, end) : pid;
  if (pid === undefined || tid === undefined) return undefined;
  const commStart = skipBlanks(bytes, start, from);
  const commEnd = skipBlanksBack(bytes, commStart, from);
  return { commStart, commEnd, pid, tid };
}

type EventPart = Pick<SampleHeader, 'period' | 'eventStart' | 'eventEnd' | 'restStart'>;

function parseEvent(bytes: Uint8Array, start: number, end: number): EventPart | undefined {
  let eventStart = skipBlanks(bytes, start, end);
  let tokenEnd = tokenEndFrom(bytes, eventStart, end);
  const period = parseInteger(bytes, eventStart, tokenEnd);
  if (period !== undefined) {
    eventStart = skipBlanks(bytes, tokenEnd, end);
    tokenEnd = tokenEndFrom(bytes, eventStart, end);
  }
  if (tokenEnd - eventStart < 2 || bytes[tokenEnd - 1] !== colon) return undefined;
  const restStart = skipBlanks(bytes, tokenEnd, end);
  return { period: Math.max(0, period ?? 0), eventStart, eventEnd: tokenEnd - 1, restStart };
}

/** Seconds of `123.456789`; -1 for anything else. */
function parseTime(bytes: Uint8Array, start: number, end: number): number {
  let dot = start;
  while (dot < end && isDigit(bytes[dot])) dot += 1;
  if (dot === start || bytes[dot] !== 0x2e) return -1;
  const whole = parseInteger(bytes, start, dot);
  const fraction = parseInteger(bytes, dot + 1, end);
  if (whole === undefined || fraction === undefined || bytes[dot + 1] === 0x2d) return -1;
  return whole + fraction / 10 ** (end - dot - 1);
}

/** At most 15 digits, so that the number is exact; more, none or others: undefined. */
function parseInteger(bytes: Uint8Array, start: number, end: number): number | undefined {
  const isNegative = bytes[start] === 0x2d;
  const from = isNegative ? start + 1 : start;
  if (from >= end || end - from > 15) return undefined;
  let value = 0;
  for (let at = from; at < end; at += 1) {
    if (!isDigit(bytes[at])) return undefined;
    value = value * 10 + (bytes[at] ?? 0) - 0x30;
  }
  return isNegative ? -value : value;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === space || bytes[at] === 0x09)) at += 1;
  return at;
}

function skipBlanksBack(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] === space || bytes[at - 1] === 0x09)) at -= 1;
  return at;
}

function tokenStart(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1] !== space) at -= 1;
  return at;
}

function tokenEndFrom(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== space) at += 1;
  return at;
}
