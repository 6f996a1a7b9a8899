import type { CgroupTop } from '../../shared/cgroup/find-cgroup-tops.ts';
import { readCgroupFacts } from '../../shared/cgroup/read-cgroup-facts.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { readBounded } from './read-bounded.ts';
import type { SourceValue } from './sources/source.ts';
import { sources } from './sources/sources.ts';

/** One line of `node-snapshot.ndjson`. A source that the kernel does not have is absent. */
export interface Snapshot {
  readonly unixUs: number;
  readonly monotonicUs: number;
  readonly [source: string]: SourceValue | number;
}

/** Reads every source now, and the cgroups below `tops`: those of `onlyCgroups` where that is given. */
export async function readSnapshot(
  clock: Clock,
  tops: readonly CgroupTop[],
  onlyCgroups?: readonly string[],
): Promise<Snapshot> {
  const instants = { unixUs: clock.unixUs(), monotonicUs: clock.monotonicUs() };
  const members = await Promise.all(
    sources.map(async ({ name, path, parse }) => {
      const text = await readBounded(path);
      return text === undefined ? [] : [[name, parse(text)] as const];
    }),
  );
  const cgroups = tops.length === 0 ? {} : { cgroups: await readCgroupFacts(tops, onlyCgroups) };
  return { ...instants, ...Object.fromEntries(members.flat()), ...cgroups };
}
