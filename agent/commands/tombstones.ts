import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../shared/runtime/durable-files.ts';
import { hasCode } from '../../shared/runtime/has-code.ts';

/** What stays of a forgotten command for 30 days, so that a late or repeated Prepare of it is refused. */
interface Tombstone {
  readonly runUid: string;
  readonly attempt: number;
  readonly unixUs: number;
}

export interface Tombstones {
  /** The highest attempt of the run that was ever forgotten here; 0 where there is none. */
  highestAttempt(runUid: string): number;
  /** Resolves when the tombstone is durable. */
  add(runUid: string, attempt: number): Promise<void>;
}

const keptUs = 30 * 86_400 * 1_000_000;

/** Opens `<spool>/tombstones.ndjson`, leaving out what is older than 30 days and a torn last line. */
export async function openTombstones(spool: string, nowUnixUs: number): Promise<Tombstones> {
  const path = join(spool, 'tombstones.ndjson');
  const stones = parseTombstones(await readOrEmpty(path)).filter(
    (stone) => stone.unixUs > nowUnixUs - keptUs,
  );
  const highest = new Map<string, number>();
  for (const stone of stones) note(highest, stone);
  // Also on a disk that is full, where nothing could be delivered and removed if the agent did not start.
  await rewrite(path, stones).catch((error: unknown) => {
    if (!hasCode(error, 'ENOSPC', 'EDQUOT')) throw error;
  });
  let last: Promise<void> = Promise.resolve();
  return {
    highestAttempt: (runUid) => highest.get(runUid) ?? 0,
    add: async (runUid, attempt) => {
      const stone = { runUid, attempt, unixUs: Date.now() * 1_000 };
      note(highest, stone);
      last = last.catch(() => undefined).then(() => append(path, `\n${JSON.stringify(stone)}\n`));
      await last;
    },
  };
}

function note(highest: Map<string, number>, stone: Tombstone): void {
  highest.set(stone.runUid, Math.max(stone.attempt, highest.get(stone.runUid) ?? 0));
}

function parseTombstones(text: string): readonly Tombstone[] {
  return text.split('\n').flatMap((line) => {
    const stone = parseLine(line);
    return stone === undefined ? [] : [stone];
  });
}

function parseLine(line: string): Tombstone | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('runUid' in value && 'attempt' in value && 'unixUs' in value)) return undefined;
    const { runUid, attempt, unixUs } = value;
    if (typeof runUid !== 'string' || typeof attempt !== 'number' || typeof unixUs !== 'number')
      return undefined;
    return { runUid, attempt, unixUs };
  } catch {
    return undefined;
  }
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}

async function rewrite(path: string, stones: readonly Tombstone[]): Promise<void> {
  await replaceFile(path, stones.map((stone) => `${JSON.stringify(stone)}\n`).join(''));
}

/** The line begins one of its own, since one before it may be torn. */
async function append(path: string, line: string): Promise<void> {
  await using file = await open(path, 'a', 0o600);
  await file.appendFile(line);
  await file.datasync();
}
