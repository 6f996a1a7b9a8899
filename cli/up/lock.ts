import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
    while (!(await tryLink(mine, path))) {
      const text = await readFile(path, 'utf8').catch(() => undefined);
      const other = text === undefined ? undefined : parseLockHolder(text);
      if (other !== undefined && (await isAlive(other))) await refuse(stateDirectory, other);
      if (text !== undefined) await removeStale(path, text);
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

/** Moves the stale lock away, unless someone has replaced it meanwhile. */
async function removeStale(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}.stale`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== text) await tryLink(aside, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  } finally {
    await rm(aside, { force: true });
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
