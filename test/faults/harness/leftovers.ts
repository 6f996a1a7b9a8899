import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCgroupMounts } from '../../../shared/cgroup/parse-mounts.ts';

/** Cgroups of runs of this node that are still there: a run's is named after its command, which has the node's uid. */
export async function listRunCgroups(nodeUid: string): Promise<readonly string[]> {
  return await listCgroups(nodeUid);
}

/** Cgroups that agents of this instance made for their runs to stand in; there are some while one lives. */
export async function listAgentCgroups(instance: string): Promise<readonly string[]> {
  return await listCgroups(`/toe/${instance}`);
}

/** Cgroups of runs of this instance that are still there. */
export async function listInstanceRuns(instance: string): Promise<readonly string[]> {
  return await listCgroups(`/toe/${instance}/`);
}

async function listCgroups(part: string): Promise<readonly string[]> {
  const mounts = parseCgroupMounts(await readFile('/proc/self/mountinfo', 'utf8'));
  const matches = (path: string): boolean => path.includes(part);
  return (await Promise.all(mounts.map(({ mountPoint }) => listBelow(mountPoint, matches)))).flat();
}

/** Processes that work in a directory or below it, or that stand in a cgroup of the node's runs. */
export async function listProcesses(
  directory: string,
  nodeUids: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^[0-9]+$/.test(pid)) continue;
    const [cwd, cgroup, command] = await Promise.all([
      readlink(`/proc/${pid}/cwd`).catch(() => ''),
      readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => ''),
      readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    ]);
    const isInside = cwd === directory || cwd.startsWith(`${directory}/`);
    if (!isInside && !nodeUids.some((uid) => cgroup.includes(uid))) continue;
    // One that has ended stands there until it is waited for.
    if (await isAlive(Number(pid))) found.push(`${pid} ${command.replaceAll('\0', ' ').trim()}`);
  }
  return found;
}

/** Whether a process of this pid lives; a zombie that nobody has waited for does not. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat !== undefined && !/^ [ZX]/.test(stat.slice(stat.lastIndexOf(')') + 1));
}

async function listBelow(directory: string, matches: (path: string) => boolean): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const path = join(directory, entry.name);
    if (matches(path)) found.push(path);
    else found.push(...(await listBelow(path, matches)));
  }
  return found;
}
