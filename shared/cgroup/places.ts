import type { CgroupFiles } from './cgroup-files.ts';
import { errorCode } from './cgroup-files.ts';

/** One hierarchy that runs join, and where in it the agent's cgroups lie. */
export interface Hierarchy {
  readonly version: 1 | 2;
  readonly controllers: readonly string[];
  /** The directory below which `toe/<instance>` is made. */
  readonly own: string;
  /** v2: controllers that every parent has to hand down. */
  readonly handDown: readonly string[];
}

/** A run's directory in one hierarchy. */
export interface Place {
  readonly hierarchy: Hierarchy;
  readonly directory: string;
}

const removeAttempts = 10;

/** The directory that holds the runs of one instance. */
export function toParent(hierarchy: Hierarchy, instance: string): string {
  return `${hierarchy.own}/toe/${instance}`;
}

/** Makes the parent of the runs; on v2 hands the controllers down to it. Repeats are harmless. */
export async function makeParent(
  files: CgroupFiles,
  hierarchy: Hierarchy,
  instance: string,
): Promise<string> {
  const steps = [hierarchy.own, `${hierarchy.own}/toe`, toParent(hierarchy, instance)];
  for (const [index, directory] of steps.entries()) {
    if (index > 0) await files.makeDirectory(directory);
    if (hierarchy.handDown.length > 0) await handDown(files, directory, hierarchy.handDown);
  }
  return toParent(hierarchy, instance);
}

async function handDown(
  files: CgroupFiles,
  directory: string,
  controllers: readonly string[],
): Promise<void> {
  const file = `${directory}/cgroup.subtree_control`;
  const present = (await files.read(file)).trim().split(' ');
  const lacking = controllers.filter((controller) => !present.includes(controller));
  if (lacking.length > 0) await files.write(file, lacking.map((controller) => `+${controller}`).join(' '));
}

/** The directory and all below it, the deepest first; none when it does not exist. */
export async function listTree(files: CgroupFiles, directory: string): Promise<readonly string[]> {
  if (!(await files.exists(directory))) return [];
  const below: string[] = [];
  for (const name of await files.listDirectories(directory))
    below.push(...(await listTree(files, `${directory}/${name}`)));
  return [...below, directory];
}

/** Removes the directory and all below it. `EBUSY` is retried: 1 ms doubling, 10 times; then it is thrown. */
export async function removeTree(files: CgroupFiles, directory: string): Promise<void> {
  for (const each of await listTree(files, directory)) await removeOne(files, each);
}

async function removeOne(files: CgroupFiles, directory: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await files.removeDirectory(directory);
      return;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return;
      if (errorCode(error) !== 'EBUSY' || attempt === removeAttempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2 ** attempt));
    }
  }
}
