import type { Usage } from '../domain/outcome.ts';
import type { LimitEvents } from './cgroup.ts';
import { type CgroupFiles, readFlatKey } from './cgroup-files.ts';
import type { Place } from './places.ts';

/** What the run has used so far. A file that this kernel lacks counts as 0. */
export async function readUsage(files: CgroupFiles, places: readonly Place[]): Promise<Usage> {
  const { oomKills, pidsDenied } = await readLimitEvents(files, places);
  const memory = placeOf(places, 'memory');
  const cpu = placeOf(places, 'cpu');
  const cpuStat = await readFrom(files, cpu, 'cpu.stat');
  if (memory?.hierarchy.version === 2) {
    const peak = Number(await readFrom(files, memory, 'memory.peak'));
    return {
      cpuUs: readFlatKey(cpuStat, 'usage_usec'),
      throttledUs: readFlatKey(cpuStat, 'throttled_usec'),
      memoryPeakBytes: peak > 0 ? peak : Number(await readFrom(files, memory, 'memory.current')),
      oomKills,
      pidsDenied,
    };
  }
  const cpuNs = Number(await readFrom(files, placeOf(places, 'cpuacct'), 'cpuacct.usage'));
  return {
    cpuUs: Math.round(cpuNs / 1_000),
    throttledUs: Math.round(readFlatKey(cpuStat, 'throttled_time') / 1_000),
    memoryPeakBytes: Number(await readFrom(files, memory, 'memory.max_usage_in_bytes')),
    oomKills,
    pidsDenied,
  };
}

/** How often the kernel killed or refused at the run's limits. */
export async function readLimitEvents(files: CgroupFiles, places: readonly Place[]): Promise<LimitEvents> {
  const memory = placeOf(places, 'memory');
  const oomFile = memory?.hierarchy.version === 2 ? 'memory.events' : 'memory.oom_control';
  return {
    oomKills: readFlatKey(await readFrom(files, memory, oomFile), 'oom_kill'),
    pidsDenied: readFlatKey(await readFrom(files, placeOf(places, 'pids'), 'pids.events'), 'max'),
  };
}

function placeOf(places: readonly Place[], controller: string): Place | undefined {
  return places.find(({ hierarchy }) => hierarchy.controllers.includes(controller));
}

async function readFrom(files: CgroupFiles, place: Place | undefined, file: string): Promise<string> {
  if (place === undefined) return '';
  const path = `${place.directory}/${file}`;
  return (await files.exists(path)) ? files.read(path) : '';
}
