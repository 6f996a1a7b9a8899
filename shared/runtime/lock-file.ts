import { createHash, randomUUID } from 'node:crypto';
import { copyFile, link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hasCode } from './has-code.ts';
import { readStartTicks } from './process-start.ts';

interface LockHolder {
  readonly pid: number;
  readonly startTicks: number;
}

export type LockTake =
  | ({ readonly kind: 'taken' } & AsyncDisposable)
  | { readonly kind: 'held'; readonly pid: number };

/**
 * Makes the process `pid` the only holder of a lock file; disposing gives it back. `held`: a living process has it.
 * One that a dead process left is taken over, by one alone of those that try.
 */
export async function takeLockFile(path: string, pid: number): Promise<LockTake> {
  const mine = `${path}.${randomUUID()}`;
  const holder: LockHolder = { pid, startTicks: (await readStartTicks(pid)) ?? 0 };
  await writeFile(mine, JSON.stringify(holder), { mode: 0o600, flag: 'wx' });
  try {
    for (;;) {
      if (await tryLink(mine, path)) break;
      const text = await readFile(path, 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      const other = parseLockHolder(text);
      if (other !== undefined && (await isAlive(other))) return { kind: 'held', pid: other.pid };
      if (await replaceStale(mine, path, text)) break;
    }
  } finally {
    await rm(mine, { force: true });
  }
  return {
    kind: 'taken',
    [Symbol.asyncDispose]: async () => {
      await rm(path, { force: true });
    },
  };
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Puts `mine` in the place of the stale lock. Of many that find the same one, only the one that links the claim named
 * after it may; and only while the stale one still stands there.
 */
async function replaceStale(mine: string, path: string, stale: string): Promise<boolean> {
  const claim = `${path}.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}.claim`;
  if (!(await tryLink(mine, claim))) {
    const claimant = parseLockHolder(await readFile(claim, 'utf8').catch(() => ''));
    if (claimant !== undefined && !(await isAlive(claimant))) await rm(claim, { force: true });
    return false;
  }
  try {
    if ((await readFile(path, 'utf8').catch(() => undefined)) !== stale) return false;
    await copyFile(mine, `${mine}.new`);
    await rename(`${mine}.new`, path);
    return true;
  } finally {
    await rm(claim, { force: true });
  }
}

async function isAlive(holder: LockHolder): Promise<boolean> {
  const startTicks = await readStartTicks(holder.pid);
  if (startTicks !== undefined) return startTicks === holder.startTicks;
  return holder.startTicks === 0 && canSignal(holder.pid);
}

/** Where there is no /proc, a process that can be signalled counts as the holder. */
function canSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function parseLockHolder(text: string): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('startTicks' in value))
      return undefined;
    const { pid, startTicks } = value;
    if (typeof pid !== 'number' || typeof startTicks !== 'number' || pid <= 0) return undefined;
    return { pid, startTicks };
  } catch {
    return undefined;
  }
}
