import type { Usage } from '../domain/outcome.ts';
import type { LimitEvents } from './cgroup.ts';
import { type CgroupFiles, readFlatKey, readIfThere } from './cgroup-files.ts';
import type { Place } from './places.ts';

/** What the run has used so far. A file that this kernel lacks, or that is gone with its cgroup, counts as 0. */
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
      ...readIoV2(await readFrom(files, placeOf(places, 'io'), 'io.stat')),
    };
  }
  const cpuNs = Number(await readFrom(files, placeOf(places, 'cpuacct'), 'cpuacct.usage'));
  return {
    cpuUs: Math.round(cpuNs / 1_000),
    throttledUs: Math.round(readFlatKey(cpuStat, 'throttled_time') / 1_000),
    memoryPeakBytes: Number(await readFrom(files, memory, 'memory.max_usage_in_bytes')),
    oomKills,
    pidsDenied,
    ...readIoV1(await readFrom(files, placeOf(places, 'blkio'), 'blkio.throttle.io_service_bytes')),
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
  return readIfThere(files, `${place.directory}/${file}`);
}

type IoBytes = Pick<Usage, 'ioReadBytes' | 'ioWrittenBytes'>;

/** `8:0 rbytes=4096 wbytes=0 …` for each disk; one that stands on another is counted with it. */
function readIoV2(text: string): IoBytes {
  return { ioReadBytes: sum(text, /\brbytes=([0-9]+)/g), ioWrittenBytes: sum(text, /\bwbytes=([0-9]+)/g) };
}

/** `8:0 Read 4096` and the like for each disk. */
function readIoV1(text: string): IoBytes {
  return { ioReadBytes: sum(text, / Read ([0-9]+)$/gm), ioWrittenBytes: sum(text, / Write ([0-9]+)$/gm) };
}

function sum(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((total, [, bytes]) => total + Number(bytes), 0);
}
