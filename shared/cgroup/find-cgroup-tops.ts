import { readFile } from 'node:fs/promises';
import { type CgroupMount, parseCgroupMounts } from './parse-mounts.ts';

/** The highest cgroup that a mounted hierarchy shows. */
export interface CgroupTop {
  readonly version: 1 | 2;
  readonly directory: string;
  /** Those that its cgroups may have. */
  readonly controllers: readonly string[];
}

const countedV1 = ['cpu', 'cpuacct', 'memory', 'pids'] as const;

/** The hierarchies of this machine whose cgroups can be counted; none where no cgroup file system is mounted. */
export async function findCgroupTops(procSelf = '/proc/self'): Promise<readonly CgroupTop[]> {
  const mountinfo = await readFile(`${procSelf}/mountinfo`, 'utf8').catch(() => '');
  const tops = selectTopMounts(parseCgroupMounts(mountinfo)).map(async (mount) => ({
    version: mount.version,
    directory: mount.mountPoint,
    controllers: mount.version === 1 ? mount.controllers : await readControllers(mount.mountPoint),
  }));
  return Promise.all(tops);
}

/**
 * The mount of each hierarchy that shows the most of it, v2 first. A pod with the node's cgroups mounted sees its
 * own part as well; and from inside a cgroup namespace what lies above has a root of `/..`; cgroup_namespaces(7).
 */
export function selectTopMounts(mounts: readonly CgroupMount[]): readonly CgroupMount[] {
  const highestFirst = mounts.toSorted((a, b) => measureDepth(a.root) - measureDepth(b.root));
  const v2 = highestFirst.find(({ version }) => version === 2);
  const v1 = countedV1.map((name) =>
    highestFirst.find(({ version, controllers }) => version === 1 && controllers.includes(name)),
  );
  return [...new Set([v2, ...v1])].filter((mount) => mount !== undefined);
}

function measureDepth(root: string): number {
  const steps = root.split('/').filter((step) => step !== '');
  return steps.reduce((depth, step) => depth + (step === '..' ? -1 : 1), 0);
}

async function readControllers(directory: string): Promise<readonly string[]> {
  const text = await readFile(`${directory}/cgroup.controllers`, 'utf8').catch(() => '');
  return text.trim().split(' ');
}
