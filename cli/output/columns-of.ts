import type { TextStream } from './progress-display.ts';

/** How wide text for people may be: as the terminal, else 80. */
export function columnsOf(stream: TextStream): number {
  return stream.isTTY === true ? (stream.columns ?? 80) : 80;
}
