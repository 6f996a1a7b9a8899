import type { FileHandle } from 'node:fs/promises';
import { readChunks } from './read-chunks.ts';

const newline = 0x0a;
const blank = 0x20;
const digitZero = 0x30;
const digitNine = 0x39;

/** What the line read so far ends with. */
type Tail = 'stack' | 'blank' | 'count';

/** Whether every line is a stack, a blank and a count, and the last one ends. Undefined: complete. */
export async function checkFolded(file: FileHandle): Promise<string | undefined> {
  let tail: Tail = 'stack';
  let lineBytes = 0;
  let line = 1;
  for await (const chunk of readChunks(file)) {
    for (const byte of chunk) {
      if (byte === newline) {
        if (tail !== 'count') return `has no count in line ${line}`;
        tail = 'stack';
        lineBytes = 0;
        line += 1;
        continue;
      }
      tail = follow(tail, byte, lineBytes);
      lineBytes += 1;
    }
  }
  return lineBytes > 0 ? 'ends in the middle of a line' : undefined;
}

function follow(tail: Tail, byte: number, lineBytes: number): Tail {
  if (byte === blank) return lineBytes > 0 ? 'blank' : 'stack';
  const isDigit = byte >= digitZero && byte <= digitNine;
  return isDigit && tail !== 'stack' ? 'count' : 'stack';
}
