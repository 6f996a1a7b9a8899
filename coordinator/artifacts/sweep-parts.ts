import { readdir, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { hasCode } from '../../shared/runtime/has-code.ts';
import type { StoreLayout } from './store-layout.ts';
import { sweepGraceMs } from './sweep-hourly.ts';
import { orMissing } from './write-all.ts';

export interface SweepPartsDeps {
  readonly layout: StoreLayout;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether an agent may still come with this upload. */
  readonly mayBeClaimed: (key: string) => Promise<boolean>;
  /** Removes an unfinished upload, unless this process is at work on it. */
  readonly discard: (key: string) => Promise<boolean>;
}

/**
 * Removes unfinished uploads of a folder that nobody wrote to for a day and nobody may claim any more. What an agent may
 * still come with stays, however old.
 */
export async function sweepParts(deps: SweepPartsDeps, signal: AbortSignal): Promise<void> {
  const newestMs = deps.clock.unixUs() / 1_000 - sweepGraceMs;
  for (const key of await listParts(deps.layout)) {
    signal.throwIfAborted();
    if ((await readTouchedMs(key, deps.layout)) > newestMs || (await deps.mayBeClaimed(key))) continue;
    if (await deps.discard(key)) deps.log.info({ key }, 'Swept an unfinished upload');
  }
  await removeEmptyFolders(deps.layout.uploads);
}

/** Keys of which any file is there. */
async function listParts(layout: StoreLayout): Promise<readonly string[]> {
  const entries = await orMissing(readdir(layout.uploads, { recursive: true, withFileTypes: true }));
  const paths = (entries ?? [])
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(layout.uploads.length + 1));
  return [...new Set(paths.map((path) => path.replace(/\.[a-z]+$/, '')))].toSorted();
}

async function readTouchedMs(key: string, layout: StoreLayout): Promise<number> {
  const times = Object.values(layout.part(key)).map(
    async (path) => (await orMissing(stat(path)))?.mtimeMs ?? 0,
  );
  return Math.max(...(await Promise.all(times)));
}

/** Folders of runs that are gone; one that gets a file meanwhile stays. */
async function removeEmptyFolders(folder: string): Promise<void> {
  for (const entry of (await orMissing(readdir(folder, { withFileTypes: true }))) ?? []) {
    if (!entry.isDirectory()) continue;
    const below = join(folder, entry.name);
    await removeEmptyFolders(below);
    await rmdir(below).catch((error: unknown) => {
      if (!hasCode(error, 'ENOTEMPTY', 'ENOENT')) throw error;
    });
  }
}
