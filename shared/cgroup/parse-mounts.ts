/** One mounted cgroup hierarchy of `/proc/self/mountinfo`. */
export interface CgroupMount {
  readonly version: 1 | 2;
  /** Path inside the hierarchy that the mount shows as its top. */
  readonly root: string;
  readonly mountPoint: string;
  /** v1: the controllers of the mount. v2: empty, they stand in `cgroup.controllers`. */
  readonly controllers: readonly string[];
}

/** The mounted cgroup hierarchies, in the order of the file; proc_pid_mountinfo(5). */
export function parseCgroupMounts(mountinfo: string): readonly CgroupMount[] {
  const mounts: CgroupMount[] = [];
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ', 2);
    const [type, , options = ''] = after.split(' ');
    if (type !== 'cgroup' && type !== 'cgroup2') continue;
    const [, , , root = '/', mountPoint = ''] = before.split(' ');
    mounts.push({
      version: type === 'cgroup' ? 1 : 2,
      root: unescapeOctal(root),
      mountPoint: unescapeOctal(mountPoint),
      controllers: type === 'cgroup' ? options.split(',') : [],
    });
  }
  return mounts;
}

/**
 * The paths of `/proc/self/cgroup` by controller; the v2 hierarchy under the empty name; cgroups(7).
 */
export function parseOwnPaths(selfCgroup: string): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const line of selfCgroup.split('\n')) {
    const match = /^[0-9]+:([^:]*):(.*)$/.exec(line);
    if (match === null) continue;
    for (const controller of (match[1] ?? '').split(',')) paths.set(controller, match[2] ?? '/');
  }
  return paths;
}

/**
 * The directory of the cgroup `path` in one of the mounts: mount point + path minus the mount's root. Of several
 * mounts the one with the longest fitting root is taken, since a pod may see its own subtree and the host's tree
 * too; of equals the one with the shortest mount point. Undefined when no mount shows the path.
 */
export function findOwnDirectory(
  mounts: readonly CgroupMount[],
  path: string,
): { readonly mount: CgroupMount; readonly directory: string } | undefined {
  const fitting = mounts
    .filter((mount) => mount.root === '/' || path === mount.root || path.startsWith(`${mount.root}/`))
    .toSorted((a, b) => b.root.length - a.root.length || a.mountPoint.length - b.mountPoint.length);
  const [mount] = fitting;
  if (mount === undefined) return undefined;
  const below = mount.root === '/' ? path : path.slice(mount.root.length);
  return { mount, directory: `${mount.mountPoint}${below}`.replace(/\/+$/, '') };
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
