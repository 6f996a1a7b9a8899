import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasCode } from '../../shared/runtime/has-code.ts';

/** Which leaders this agent obeys: the one with the highest epoch it ever saw, kept over restarts. */
export interface Epochs {
  /**
   * Whether a message of this epoch may be obeyed. A higher one is durable on disk before this returns true; throws
   * where the disk does not take it.
   */
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

/**
 * In a new file, whose name then takes the old one's place. On a full disk in the old one's own block: so few bytes are
 * written whole or not at all, and else nothing could be delivered to a new leader that would make room.
 */
function writeDurably(path: string, text: string): void {
  const draft = `${path}.new`;
  try {
    writeSynced(draft, 'w', text);
  } catch (error) {
    if (!hasCode(error, 'ENOSPC', 'EDQUOT')) throw error;
    rmSync(draft, { force: true });
    writeSynced(path, 'r+', text);
    return;
  }
  renameSync(draft, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function writeSynced(path: string, flags: 'w' | 'r+', text: string): void {
  const file = openSync(path, flags, 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
