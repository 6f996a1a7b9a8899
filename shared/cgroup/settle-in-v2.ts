import { type CgroupFiles, parsePids } from './cgroup-files.ts';
import type { Hierarchy } from './places.ts';

export type Settled =
  | {
      readonly kind: 'settled';
      readonly hierarchy: Hierarchy;
      /** The agent's own cgroup below that of the runs' parent; undefined where it has none. */
      readonly leaf: string | undefined;
    }
  | { readonly kind: 'unusable'; readonly message: string };

/** The leaf into which the agent moves, since v2 forbids processes beside controllers that are handed down. */
const leafName = 'toe-agent';
/**
 * Eight times what an agent at rest may have: only a leak comes near, which then ends the agent and not the node.
 * Its tools die with it, and what they have written is salvaged when it is started again.
 */
const leafMemoryBytes = 512 << 20;
/** Against 100 of all its runs together: they can neither start nor be stopped in time where the agent has to wait. */
const leafCpuWeight = 400;

/**
 * Chooses the parent of the runs on v2. If this process is alone in its cgroup (a pod, a systemd unit) the runs lie
 * below it and the process moves to a leaf. Else (a login session) they lie below the mount's top, which may hand
 * controllers down whatever is in it; admin-guide/cgroup-v2, "No Internal Process Constraint".
 */
export async function settleInV2(
  files: CgroupFiles,
  ownDirectory: string,
  mountPoint: string,
  { required, wanted }: { readonly required: readonly string[]; readonly wanted: readonly string[] },
  pid: number,
): Promise<Settled> {
  const own = ownDirectory.endsWith(`/${leafName}`)
    ? ownDirectory.slice(0, -leafName.length - 1)
    : ownDirectory;
  const isMoved = own !== ownDirectory;
  const pids = parsePids(await files.read(`${own}/cgroup.procs`));
  const isAlone = isMoved ? pids.length === 0 : pids.length === 1 && pids[0] === pid;
  const base = isAlone ? own : mountPoint;
  const available = (await files.read(`${base}/cgroup.controllers`)).trim().split(' ');
  const lacking = required.filter((controller) => !available.includes(controller));
  if (lacking.length > 0)
    return {
      kind: 'unusable',
      message: `"${base}" has no ${lacking.join(', ')} controller: enable it in the cgroup.subtree_control above`,
    };
  if (isAlone && !isMoved) await moveToLeaf(files, own, pid);
  const controllers = [...required, ...wanted.filter((controller) => available.includes(controller))];
  return {
    kind: 'settled',
    hierarchy: { version: 2, controllers, own: base, handDown: controllers },
    leaf: isAlone ? `${own}/${leafName}` : undefined,
  };
}

/** Gives the agent's own cgroup its limits; the controllers have been handed down to it by then. */
export async function limitLeaf(files: CgroupFiles, leaf: string): Promise<void> {
  await files.write(`${leaf}/memory.max`, `${leafMemoryBytes}`);
  await files.write(`${leaf}/cpu.weight`, `${leafCpuWeight}`);
}

async function moveToLeaf(files: CgroupFiles, own: string, pid: number): Promise<void> {
  const leaf = `${own}/${leafName}`;
  await files.makeDirectory(leaf);
  await files.write(`${leaf}/cgroup.procs`, `${pid}`);
}
