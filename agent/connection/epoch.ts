import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasCode } from '../../shared/runtime/has-code.ts';

/** Which leaders this agent obeys: the one with the highest epoch it ever saw, kept over restarts. */
export interface Epochs {
  /** Whether a message of this epoch may be obeyed. A higher one is durable on disk before this returns true. */
  admit(epoch: number): boolean;
  readonly highest: number;
}

/**
 * Opens `<spool>/epoch`. Written synchronously: it changes once for each new leader, and nothing of the message
 * that brought it may happen before it is durable.
 */
export function openEpochs(spool: string): Epochs {
  const path = join(spool, 'epoch');
  let highest = readHighest(path);
  return {
    get highest() {
      return highest;
    },
    admit: (epoch) => {
      if (!Number.isSafeInteger(epoch) || epoch < highest) return false;
      if (epoch > highest) {
        writeDurably(path, `${epoch}\n`);
        highest = epoch;
      }
      return true;
    },
  };
}

function readHighest(path: string): number {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
  const value = Number(text.trim());
  if (!/^[0-9]+$/.test(text.trim()) || !Number.isSafeInteger(value))
    throw new Error(`Cannot read "${path}": it holds no epoch: remove the file to forget earlier leaders`);
  return value;
}

function writeDurably(path: string, text: string): void {
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
