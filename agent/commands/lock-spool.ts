import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

export type SpoolLock =
  | { readonly kind: 'locked'; readonly release: () => Promise<void> }
  | { readonly kind: 'taken'; readonly message: string };

/**
 * Makes this process the only agent of a spool, by `<spool>/agent.lock` with boot id, pid and start time of the
 * process: all three together are never used twice (proc(5), field 22). The lock of a process that is gone is healed.
 */
export async function lockSpool(spool: string, bootId: string): Promise<SpoolLock> {
  const path = join(spool, 'agent.lock');
  const own = `${bootId} ${process.pid} ${await readStartTime(process.pid)}\n`;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (await create(path, own)) return { kind: 'locked', release: () => release(path, own) };
    const holder = await readHolder(path);
    if (holder !== undefined && (await isAlive(holder, bootId))) {
      const [, pid] = holder.split(' ');
      return {
        kind: 'taken',
        message: `Cannot use spool "${spool}": the agent with pid ${pid} uses it: stop it first`,
      };
    }
    if (holder !== undefined) await takeAway(path, holder);
  }
  return { kind: 'taken', message: `Cannot use spool "${spool}": other agents are starting on it` };
}

async function create(path: string, text: string): Promise<boolean> {
  try {
    await using file = await open(path, 'wx', 0o600);
    await file.writeFile(text);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Renamed first, and looked at again: of two agents that heal the same lock only one may remove it. */
async function takeAway(path: string, holder: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const taken = await readHolder(aside);
  if (taken === holder) await rm(aside, { force: true });
  else await rename(aside, path);
}

async function isAlive(holder: string, bootId: string): Promise<boolean> {
  const [boot, pid, startTime] = holder.split(' ');
  // Empty: its maker is between making and writing it, or died there.
  if (boot !== bootId || pid === undefined || startTime === undefined) return false;
  return (await readStartTime(Number(pid))) === startTime;
}

/** In ticks since the boot; empty when there is no such process. */
async function readStartTime(pid: number): Promise<string> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

async function release(path: string, own: string): Promise<void> {
  if ((await readHolder(path)) === own.trim()) await rm(path, { force: true });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
