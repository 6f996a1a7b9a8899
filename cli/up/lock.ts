import { createHash, randomUUID } from 'node:crypto';
import { copyFile, link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';
import { readUpFile } from '../connection/up-file.ts';
import { readStartTicks } from './process-stat.ts';

interface LockHolder {
  readonly pid: number;
  readonly startTicks: number;
}

/**
 * Takes `up.lock` of a state directory for this process; disposing gives it back. One that a dead process left is
 * taken over. Throws a CliError that names the running one.
 */
export async function takeLock(stateDirectory: string, pid: number): Promise<AsyncDisposable> {
  const path = join(stateDirectory, 'up.lock');
  const mine = `${path}.${randomUUID()}`;
  const holder: LockHolder = { pid, startTicks: (await readStartTicks(pid)) ?? 0 };
  await writeFile(mine, JSON.stringify(holder), { mode: 0o600, flag: 'wx' });
  try {
    for (;;) {
      if (await tryLink(mine, path)) break;
      const text = await readFile(path, 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      const other = parseLockHolder(text);
      if (other !== undefined && (await isAlive(other))) await refuse(stateDirectory, other);
      if (await replaceStale(mine, path, text)) break;
    }
  } finally {
    await rm(mine, { force: true });
  }
  return {
    [Symbol.asyncDispose]: async () => {
      await rm(path, { force: true });
    },
  };
}

async function refuse(stateDirectory: string, other: LockHolder): Promise<never> {
  const running = await readUpFile(stateDirectory);
  const where = running?.pid === other.pid ? `, and serves ${running.apiAddress}` : '';
  throw new CliError(
    `Cannot start: toe up already runs with state directory "${stateDirectory}": it is process ${other.pid}${where}`,
    { next: `use it (toe nodes), stop it (kill ${other.pid}), or start another with --state-dir and --port` },
  );
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
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
