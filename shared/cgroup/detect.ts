import type { CgroupMode } from '../domain/node-facts.ts';
import type { Cgroups } from './cgroup.ts';
import { type CgroupFiles, cgroupMagic, errorCode, systemCgroupFiles } from './cgroup-files.ts';
import { openCgroups } from './open-cgroups.ts';
import { type CgroupMount, findOwnDirectory, parseCgroupMounts, parseOwnPaths } from './parse-mounts.ts';
import { type Hierarchy, makeParent } from './places.ts';
import { limitLeaf, settleInV2 } from './settle-in-v2.ts';

export interface DetectOptions {
  /** Tells apart the agents of one machine; a name of letters, digits, `.`, `_` and `-`. */
  readonly instance: string;
  /** Stands before every mount point; empty by default. */
  readonly mountRoot?: string;
  /** The directory of the own process in procfs; `/proc/self` by default. */
  readonly procSelf?: string;
  readonly files?: CgroupFiles;
  readonly pid?: number;
}

export type Detection =
  | { readonly kind: 'ready'; readonly cgroups: Cgroups }
  | { readonly kind: 'unusable'; readonly message: string };

const required = ['memory', 'cpu', 'pids'] as const;
const wantedV1 = [...required, 'cpuacct', 'freezer', 'blkio'] as const;
/** Without it no run can be limited in disk bandwidth; all others run. */
const wantedV2 = ['io'] as const;

/**
 * Finds the cgroup hierarchies of this machine and makes the agent's parent in each: v1, v2, or v1 with v2 mounted
 * beside it (hybrid), which is then used to kill. `unusable` says what is missing and what would be right.
 */
export async function detectCgroups(options: DetectOptions): Promise<Detection> {
  const files = options.files ?? systemCgroupFiles;
  const procSelf = options.procSelf ?? '/proc/self';
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(options.instance))
    return unusable(`instance "${options.instance}" is not a name of letters, digits, ".", "_" and "-"`);
  const mounts = parseCgroupMounts(await files.read(`${procSelf}/mountinfo`)).map((mount) => ({
    ...mount,
    mountPoint: `${options.mountRoot ?? ''}${mount.mountPoint}`,
  }));
  const paths = parseOwnPaths(await files.read(`${procSelf}/cgroup`));
  try {
    const v1 = await findV1(files, mounts, paths);
    const v2 = findV2(mounts, paths);
    const lacking = required.filter((name) => !v1.some((each) => each.controllers.includes(name)));
    if (lacking.length === 0) return await openV1(files, v1, v2, options.instance);
    if (v2 === undefined) return unusable(`no cgroup file system shows ${lacking.join(', ')}: mount cgroup2`);
    if (lacking.length < required.length)
      return unusable(
        `controllers are split between v1 and v2 (v1 lacks ${lacking.join(', ')}): mount all of them in one`,
      );
    await checkMagic(files, v2.mount);
    const pid = options.pid ?? process.pid;
    const settled = await settleInV2(
      files,
      v2.directory,
      v2.mount.mountPoint,
      { required, wanted: wantedV2 },
      pid,
    );
    if (settled.kind === 'unusable') return unusable(settled.message);
    await makeParent(files, settled.hierarchy, options.instance);
    if (settled.leaf !== undefined) await limitLeaf(files, settled.leaf);
    return ready(files, 'v2', [settled.hierarchy], options.instance);
  } catch (error) {
    return unusable(explain(error));
  }
}

async function openV1(
  files: CgroupFiles,
  v1: readonly Hierarchy[],
  v2: OwnPlace | undefined,
  instance: string,
): Promise<Detection> {
  for (const hierarchy of v1) await makeParent(files, hierarchy, instance);
  if (v2 === undefined) return ready(files, 'v1', v1, instance);
  // v2 carries no controller here and serves only to kill: without it the freezer does.
  const unified: Hierarchy = { version: 2, controllers: [], own: v2.directory, handDown: [] };
  try {
    await checkMagic(files, v2.mount);
    await makeParent(files, unified, instance);
  } catch {
    return ready(files, 'v1', v1, instance);
  }
  return ready(files, 'hybrid', [...v1, unified], instance);
}

interface OwnPlace {
  readonly mount: CgroupMount;
  readonly directory: string;
}

async function findV1(
  files: CgroupFiles,
  mounts: readonly CgroupMount[],
  paths: ReadonlyMap<string, string>,
): Promise<readonly Hierarchy[]> {
  const byDirectory = new Map<string, Hierarchy>();
  for (const controller of wantedV1) {
    const path = paths.get(controller);
    const holding = mounts.filter((mount) => mount.version === 1 && mount.controllers.includes(controller));
    const own = path === undefined ? undefined : findOwnDirectory(holding, path);
    if (own === undefined || byDirectory.has(own.directory)) continue;
    await checkMagic(files, own.mount);
    const { controllers } = own.mount;
    byDirectory.set(own.directory, { version: 1, controllers, own: own.directory, handDown: [] });
  }
  return [...byDirectory.values()];
}

function findV2(mounts: readonly CgroupMount[], paths: ReadonlyMap<string, string>): OwnPlace | undefined {
  const path = paths.get('');
  if (path === undefined) return undefined;
  return findOwnDirectory(
    mounts.filter((mount) => mount.version === 2),
    path,
  );
}

/** Throws unless the mount is what `mountinfo` says, so that no ordinary directory is ever written to. */
async function checkMagic(files: CgroupFiles, mount: CgroupMount): Promise<void> {
  const magic = await files.readMagic(mount.mountPoint);
  if (magic === cgroupMagic[mount.version]) return;
  throw new Error(
    `"${mount.mountPoint}" is no cgroup v${mount.version} file system (magic 0x${magic.toString(16)})`,
  );
}

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (errorCode(error) === 'EBUSY')
    return `${message}: other processes stand where limits are to be handed down; start the agent in a cgroup of its own (a pod, or a systemd unit with "Delegate=yes")`;
  if (!['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error))) return message;
  return `${message}: run as root, or let a systemd unit with "Delegate=yes" give this user its cgroup`;
}

function ready(
  files: CgroupFiles,
  mode: CgroupMode,
  hierarchies: readonly Hierarchy[],
  instance: string,
): Detection {
  return { kind: 'ready', cgroups: openCgroups(files, mode, hierarchies, instance) };
}

function unusable(why: string): Detection {
  return { kind: 'unusable', message: `Cannot use cgroups: ${why}` };
}
