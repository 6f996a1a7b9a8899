import type { Caps } from '../domain/command.ts';
import type { AppliedCaps } from '../domain/outcome.ts';
import type { CreateResult, RunCgroup } from './cgroup.ts';
import { type CgroupFiles, errorCode, writeIfThere } from './cgroup-files.ts';
import { diskController, hasBandwidth, readBandwidth } from './disk-limits.ts';
import { type FoundDisk, findDisk } from './find-disk.ts';
import { isV2Populated, killPlaces, listPids } from './kill-places.ts';
import type { Limit } from './limit.ts';
import { cpuPeriodUs, toLimitsV1, toLimitsV2 } from './limits.ts';
import { type Hierarchy, makeParent, type Place, removeTree } from './places.ts';
import { readLimitEvents, readUsage } from './read-usage.ts';

export interface RunRequest {
  readonly files: CgroupFiles;
  readonly hierarchies: readonly Hierarchy[];
  readonly instance: string;
  readonly name: string;
  readonly caps: Caps;
  /** On the disk whose bandwidth is limited. */
  readonly directory: string;
}

/** Makes the directories of one run in all hierarchies and writes its limits; see {@link RunCgroup}. */
export async function createRun(request: RunRequest): Promise<CreateResult> {
  const { files, name, caps } = request;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(name))
    return failed(name, `the name is not of 1 to 128 letters, digits, ".", "_" and "-"`);
  const places: Place[] = [];
  try {
    const disk = hasBandwidth(caps) ? await findLimitedDisk(request) : { kind: 'disk' as const, number: '' };
    if (disk.kind === 'none') return failed(name, disk.why);
    for (const hierarchy of request.hierarchies) {
      const directory = `${await makeParent(files, hierarchy, request.instance)}/${name}`;
      if (!(await files.makeDirectory(directory))) {
        await removePlaces(files, places);
        return failed(name, `"${directory}" exists already: sweep first, or use another name`);
      }
      places.push({ hierarchy, directory });
    }
    const read = new Map<string, string>();
    for (const place of places) {
      const problem = await writeLimits(files, place, { caps, disk: disk.number }, read);
      if (problem === '') continue;
      await removePlaces(files, places);
      return failed(name, problem);
    }
    return {
      kind: 'created',
      cgroup: toRunCgroup(files, name, places, toApplied(places, caps, read, disk.number)),
    };
  } catch (error) {
    await removePlaces(files, places);
    return failed(name, error instanceof Error ? error.message : String(error));
  }
}

/** The disk on which the run writes, and a `none` that says what would help where it cannot be limited. */
async function findLimitedDisk({ hierarchies, directory }: RunRequest): Promise<FoundDisk> {
  const remedy = 'take readBytesPerSecond and writeBytesPerSecond out of the limits';
  const canLimit = hierarchies.some(({ version, controllers }) =>
    controllers.includes(diskController[version]),
  );
  if (!canLimit)
    return {
      kind: 'none',
      why: `disk bandwidth is to be limited and no hierarchy has the controller io (v2) or blkio (v1): enable it, or ${remedy}`,
    };
  const disk = await findDisk(directory);
  if (disk.kind === 'disk') return disk;
  return {
    kind: 'none',
    why: `disk bandwidth is to be limited and ${disk.why}: put the spool on a disk, or ${remedy}`,
  };
}

/** Writes the limits that belong to this hierarchy; returns what is wrong, or nothing. */
async function writeLimits(
  files: CgroupFiles,
  { hierarchy, directory }: Place,
  { caps, disk }: { readonly caps: Caps; readonly disk: string },
  read: Map<string, string>,
): Promise<string> {
  const limits = hierarchy.version === 1 ? toLimitsV1(caps, disk) : toLimitsV2(caps, disk);
  for (const limit of limits) {
    if (!hierarchy.controllers.includes(limit.controller)) continue;
    const path = `${directory}/${limit.file}`;
    if (limit.optional && !(await files.exists(path))) continue;
    const refused = await writeOne(files, path, limit);
    const found = (await files.read(path)).trim();
    if (!limit.isMet(found)) return `"${path}" was written "${limit.value}" and reads "${found}"${refused}`;
    read.set(limit.file, found);
  }
  return '';
}

async function writeOne(files: CgroupFiles, path: string, limit: Limit): Promise<string> {
  try {
    await files.write(path, limit.value);
    return '';
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw error;
    return `, the kernel refused the write with ${errorCode(error)}`;
  }
}

function toApplied(
  places: readonly Place[],
  caps: Caps,
  read: ReadonlyMap<string, string>,
  disk: string,
): AppliedCaps {
  const quotaUs = Number(read.get('cpu.cfs_quota_us') ?? read.get('cpu.max')?.split(' ')[0] ?? 0);
  return {
    cgroup: places.find(({ hierarchy }) => hierarchy.controllers.includes('memory'))?.directory ?? '',
    cpuPercent: (quotaUs * 100) / cpuPeriodUs,
    memoryBytes: Number(read.get('memory.limit_in_bytes') ?? read.get('memory.max') ?? 0),
    pids: Number(read.get('pids.max') ?? 0),
    outputBytes: caps.outputBytes,
    ...readBandwidth(read, disk),
  };
}

function toRunCgroup(
  files: CgroupFiles,
  name: string,
  places: readonly Place[],
  applied: AppliedCaps,
): RunCgroup {
  return {
    name,
    joinFiles: places.map(({ directory }) => `${directory}/cgroup.procs`),
    applied,
    readUsage: () => readUsage(files, places),
    readLimitEvents: () => readLimitEvents(files, places),
    exists: async () => {
      const found = await Promise.all(places.map(({ directory }) => files.exists(directory)));
      return found.every(Boolean);
    },
    easeForStop: async () => {
      for (const { hierarchy, directory } of places)
        if (hierarchy.version === 2 && hierarchy.controllers.includes('memory'))
          await writeIfThere(files, `${directory}/memory.high`, 'max');
    },
    isPopulated: async () =>
      (await isV2Populated(files, places)) || (await listPids(files, places)).length > 0,
    signalOthers: async (pid, signal) => {
      const others = (await listPids(files, places)).filter((each) => each !== pid);
      for (const each of others) files.kill(each, signal);
      return others.length;
    },
    killAll: () => killPlaces(files, places),
    remove: () => removePlaces(files, places),
  };
}

/** Removes the directories of a run in every hierarchy. */
export async function removePlaces(files: CgroupFiles, places: readonly Place[]): Promise<void> {
  for (const { directory } of places) await removeTree(files, directory);
}

function failed(name: string, why: string): CreateResult {
  return { kind: 'failed', message: `Cannot make cgroup "${name}": ${why}` };
}
