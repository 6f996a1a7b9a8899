import type { Caps } from '../domain/command.ts';
import { type CgroupFiles, readIfThere, writeIfThere } from './cgroup-files.ts';
import type { Limit } from './limit.ts';
import type { Place } from './places.ts';

type Bandwidth = Pick<Caps, 'readBytesPerSecond' | 'writeBytesPerSecond'>;

/** The controller that limits disks. */
export const diskController = { 1: 'blkio', 2: 'io' } as const;

const v1Files = {
  readBytesPerSecond: 'blkio.throttle.read_bps_device',
  writeBytesPerSecond: 'blkio.throttle.write_bps_device',
} as const;

export function hasBandwidth(caps: Bandwidth): boolean {
  return caps.readBytesPerSecond > 0 || caps.writeBytesPerSecond > 0;
}

/**
 * Limits of one disk, `major:minor`. Writing back from the page cache is not limited;
 * admin-guide/cgroup-v1/blkio-controller.
 */
export function toDiskLimitsV1(caps: Bandwidth, disk: string): readonly Limit[] {
  return (['readBytesPerSecond', 'writeBytesPerSecond'] as const)
    .filter((name) => caps[name] > 0)
    .map((name) => ({
      controller: 'blkio',
      file: v1Files[name],
      value: `${disk} ${caps[name]}`,
      optional: false,
      isMet: (read) => parseDiskLine(read, disk) === `${caps[name]}`,
    }));
}

/** The same on v2, where writing back from the page cache counts as well; admin-guide/cgroup-v2, "IO". */
export function toDiskLimitsV2(caps: Bandwidth, disk: string): readonly Limit[] {
  if (!hasBandwidth(caps)) return [];
  const words = [
    `rbps=${caps.readBytesPerSecond || 'max'}`,
    `wbps=${caps.writeBytesPerSecond || 'max'}`,
  ] as const;
  return [
    {
      controller: 'io',
      file: 'io.max',
      value: `${disk} ${words.join(' ')}`,
      optional: false,
      isMet: (read) => {
        const found = parseDiskLine(read, disk).split(' ');
        return words.every((word) => found.includes(word));
      },
    },
  ];
}

/** The limits of the disk as they were read back, by file. */
export function readBandwidth(read: ReadonlyMap<string, string>, disk: string): Bandwidth {
  const io = parseDiskLine(read.get('io.max') ?? '', disk);
  const ofV1 = (file: string): number => Number(parseDiskLine(read.get(file) ?? '', disk));
  const ofV2 = (word: RegExp): number => Number(word.exec(io)?.[1] ?? 0);
  return {
    readBytesPerSecond: ofV1(v1Files.readBytesPerSecond) || ofV2(/\brbps=([0-9]+)/),
    writeBytesPerSecond: ofV1(v1Files.writeBytesPerSecond) || ofV2(/\bwbps=([0-9]+)/),
  };
}

/** Takes every limit of a disk away from the run. */
export async function liftDiskLimits(files: CgroupFiles, places: readonly Place[]): Promise<void> {
  for (const { hierarchy, directory } of places) {
    if (!hierarchy.controllers.includes(diskController[hierarchy.version])) continue;
    const names = hierarchy.version === 1 ? Object.values(v1Files) : ['io.max'];
    for (const name of names) {
      const path = `${directory}/${name}`;
      for (const disk of listDisks(await readIfThere(files, path)))
        await writeIfThere(files, path, hierarchy.version === 1 ? `${disk} 0` : `${disk} rbps=max wbps=max`);
    }
  }
}

function listDisks(text: string): readonly string[] {
  return [...text.matchAll(/^([0-9]+:[0-9]+) /gm)].map(([, disk = '']) => disk);
}

/** What stands behind the disk's number; empty where it has no line. */
function parseDiskLine(text: string, disk: string): string {
  const line = text.split('\n').find((each) => each.startsWith(`${disk} `));
  return line === undefined ? '' : line.slice(disk.length + 1).trim();
}
