import type { CgroupMode } from '../domain/node-facts.ts';
import type { Cgroups } from './cgroup.ts';
import { type CgroupFiles, errorCode } from './cgroup-files.ts';
import { createRun, removePlaces } from './create-run.ts';
import { killPlaces } from './kill-places.ts';
import { type Hierarchy, type Place, toParent } from './places.ts';

/** The cgroups of one instance in the given hierarchies. */
export function openCgroups(
  files: CgroupFiles,
  mode: CgroupMode,
  hierarchies: readonly Hierarchy[],
  instance: string,
): Cgroups {
  const made = new Set<string>();
  return {
    mode,
    create: async (name, caps, directory) => {
      const result = await createRun({ files, hierarchies, instance, name, caps, directory });
      if (result.kind === 'failed') return result;
      made.add(name);
      const { cgroup } = result;
      return {
        kind: 'created',
        cgroup: {
          ...cgroup,
          remove: async () => {
            await cgroup.remove();
            made.delete(name);
          },
        },
      };
    },
    sweep: async () => {
      const names = new Set<string>();
      for (const hierarchy of hierarchies)
        for (const name of await files.listDirectories(toParent(hierarchy, instance)))
          if (!made.has(name)) names.add(name);
      for (const name of names) {
        const places: readonly Place[] = hierarchies.map((hierarchy) => ({
          hierarchy,
          directory: `${toParent(hierarchy, instance)}/${name}`,
        }));
        await killPlaces(files, places);
        await removePlaces(files, places);
      }
      return [...names];
    },
    close: async () => {
      for (const hierarchy of hierarchies)
        for (const directory of [toParent(hierarchy, instance), `${hierarchy.own}/toe`])
          await removeIfEmpty(files, directory);
    },
  };
}

async function removeIfEmpty(files: CgroupFiles, directory: string): Promise<void> {
  try {
    await files.removeDirectory(directory);
  } catch (error) {
    if (!['ENOENT', 'EBUSY', 'ENOTEMPTY'].includes(errorCode(error))) throw error;
  }
}
