import { type Logger, pino } from 'pino';

export type Log = Logger;

/** The process's logger: JSON lines on stderr, `name` bound. Tokens, keys and contents of artifacts are never logged. */
export function createLog(name: string, level: string): Log {
  return pino({ name, level, base: { name }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}

/** A logger that says nothing, for tests. */
export const silentLog: Log = pino({ level: 'silent' });
