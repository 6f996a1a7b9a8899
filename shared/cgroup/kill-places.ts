import { type CgroupFiles, parsePids, readIfThere, writeIfThere } from './cgroup-files.ts';
import { liftDiskLimits } from './disk-limits.ts';
import { listTree, type Place } from './places.ts';

const limitMs = 5_000;
const longestPauseMs = 50;
const freezeLimitMs = 200;

/** Pids that any hierarchy still shows for the run. */
export async function listPids(files: CgroupFiles, places: readonly Place[]): Promise<readonly number[]> {
  const pids = new Set<number>();
  for (const { directory } of places)
    for (const each of await listTree(files, directory))
      for (const pid of parsePids(await readIfThere(files, `${each}/cgroup.procs`))) pids.add(pid);
  return [...pids];
}

/**
 * Kills all processes of the run: `cgroup.kill` where v2 is there (kernel 5.14), else the v1 freezer: freeze,
 * SIGKILL all, thaw, so that a forking tree cannot outrun the kill. Repeats until every hierarchy is empty; throws
 * after 5 s.
 */
export async function killPlaces(files: CgroupFiles, places: readonly Place[]): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    const pids = await listPids(files, places);
    if (pids.length === 0 && !(await isV2Populated(files, places))) return;
    if (performance.now() > deadline)
      throw new Error(
        `Cannot empty cgroup "${places[0]?.directory}": ${pids.length} processes outlived SIGKILL for ${limitMs / 1_000} s (first pid ${pids[0]})`,
      );
    // A process that waits for its turn at the disk dies when the turn comes.
    await liftDiskLimits(files, places);
    await killOnce(files, places);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Whether a v2 hierarchy of the run says that processes live in it. */
export async function isV2Populated(files: CgroupFiles, places: readonly Place[]): Promise<boolean> {
  for (const { hierarchy, directory } of places) {
    if (hierarchy.version === 1) continue;
    if ((await readIfThere(files, `${directory}/cgroup.events`)).includes('populated 1')) return true;
  }
  return false;
}

async function killOnce(files: CgroupFiles, places: readonly Place[]): Promise<void> {
  const v2 = places.find(({ hierarchy }) => hierarchy.version === 2);
  if (v2 !== undefined && (await files.exists(`${v2.directory}/cgroup.kill`))) {
    await writeIfThere(files, `${v2.directory}/cgroup.kill`, '1');
    // A wrapper that was stopped while it joined may stand in some hierarchies only.
    for (const pid of await listPids(files, places)) files.kill(pid);
    return;
  }
  const frozen = await freeze(files, places);
  try {
    for (const pid of await listPids(files, places)) files.kill(pid);
  } finally {
    if (frozen !== undefined) await writeIfThere(files, frozen, 'THAWED');
  }
}

/** Freezes the run where the v1 freezer is there; returns the file that thaws it. */
async function freeze(files: CgroupFiles, places: readonly Place[]): Promise<string | undefined> {
  const place = places.find(({ hierarchy }) => hierarchy.controllers.includes('freezer'));
  if (place === undefined) return undefined;
  const file = `${place.directory}/freezer.state`;
  if (!(await files.exists(file))) return undefined;
  if (!(await writeIfThere(files, file, 'FROZEN'))) return undefined;
  const deadline = performance.now() + freezeLimitMs;
  while ((await readIfThere(files, file)).trim() !== 'FROZEN' && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 1));
  return file;
}
