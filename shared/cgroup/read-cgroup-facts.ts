import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { CgroupTop } from './find-cgroup-tops.ts';
import { type CgroupFacts, factFiles } from './parse-cgroup-facts.ts';

/** More than these are left out: the children of other parents first, then pods. */
const maxCgroups = 128;
/** After so many others get their turn: about 1 ms. */
const cgroupsAtOnce = 8;
const buffer = Buffer.alloc(4_096);

/** Cgroups whose children are listed, too: where Kubernetes keeps pods, then where services and runs lie. */
const parentPatterns = [
  /^(\/[^/]+)?\/[^/]*kubepods[^/]*(\/[^/]*(besteffort|burstable|guaranteed)(\.slice)?)?$/,
  /^\/(system\.slice|machine\.slice|docker|toe)$/,
];

/**
 * Counts the cgroups of the first level and those below well-known parents, 128 in all, by their path below the
 * top; where `only` is given, the cgroups of these paths instead, and no other. Reads a few files of each; synchronously, since a kernel file is there in microseconds and a round through
 * the thread pool costs many times that. A file that is missing, or goes away meanwhile, is absent.
 */
export async function readCgroupFacts(
  tops: readonly CgroupTop[],
  only?: readonly string[],
): Promise<Readonly<Record<string, CgroupFacts>>> {
  const facts: Record<string, CgroupFacts> = {};
  let count = 0;
  for (const [path, holders] of only === undefined ? listCgroups(tops) : selectCgroups(only, tops)) {
    const read = readOne(path, holders);
    if (Object.keys(read).length > 0) facts[path] = read;
    count += 1;
    if (count % cgroupsAtOnce === 0) await setImmediate();
  }
  return facts;
}

/** Each path in every hierarchy; one that leads upwards, out of what the tops show, is left out. */
function selectCgroups(
  paths: readonly string[],
  tops: readonly CgroupTop[],
): readonly (readonly [string, readonly CgroupTop[]])[] {
  const within = paths.filter((path) => path.startsWith('/') && !path.split('/').includes('..'));
  return within.slice(0, maxCgroups).map((path) => [path, tops]);
}

/** The paths, and for each the hierarchies that have it. */
function listCgroups(tops: readonly CgroupTop[]): ReadonlyMap<string, readonly CgroupTop[]> {
  const found = new Map<string, CgroupTop[]>();
  const addChildren = (parent: string, holders: readonly CgroupTop[], names = /^/): void => {
    for (const top of holders) {
      for (const name of listDirectories(`${top.directory}${parent}`)) {
        if (!names.test(name)) continue;
        const path = `${parent}/${name}`;
        const known = found.get(path);
        if (known !== undefined) known.push(top);
        else if (found.size < maxCgroups) found.set(path, [top]);
      }
    }
  };
  addChildren('', tops);
  // The kubelet's --cgroup-root may be any cgroup of the first level.
  const firstLevel = [...found];
  for (const [path, holders] of firstLevel) addChildren(path, holders, /kubepods/);
  // A Map hands out what is added during the walk, so that children of children come in their turn.
  for (const pattern of parentPatterns)
    for (const [path, holders] of found) if (pattern.test(path)) addChildren(path, holders);
  return found;
}

function readOne(path: string, holders: readonly CgroupTop[]): CgroupFacts {
  let facts: CgroupFacts = {};
  for (const { version, directory, controllers } of holders) {
    for (const { controller, name, parse } of factFiles[version]) {
      if (controller !== '' && !controllers.includes(controller)) continue;
      const text = readSmall(`${directory}${path}/${name}`);
      if (text !== undefined) facts = { ...facts, ...parse(text) };
    }
  }
  return facts;
}

function listDirectories(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  } catch {
    return [];
  }
}

/** A kernel file of at most 4 KiB; undefined where it cannot be read. */
function readSmall(path: string): string | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
