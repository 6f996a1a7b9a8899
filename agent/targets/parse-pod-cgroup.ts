/** A container by the path of its cgroup. */
export interface ContainerCgroup {
  /** As the pod's cgroup names it, dashes restored. */
  readonly podUid: string;
  readonly containerId: string;
  /** The container's own cgroup in its hierarchy, as `/proc/<pid>/cgroup` shows it. */
  readonly path: string;
}

/** `pod<uid>` of the cgroupfs driver and `kubepods-burstable-pod<uid with underscores>.slice` of systemd's. */
const podName = /^(?:.*-)?pod([0-9a-zA-Z_-]+)(?:\.slice)?$/;
/** `<id>`, or `cri-containerd-<id>.scope` with the runtime's name before it. */
const containerName = /^(?:([a-z-]+)-)?([0-9a-zA-Z]+)(?:\.scope)?$/;

/**
 * The containers that a `/proc/<pid>/cgroup` (cgroups(7)) places its process in. Known by a name of a pod's cgroup
 * with a name of a container's right below it, wherever in the path they stand: the kubelet may keep its pods below
 * any cgroup, and a process may stand below its container's. Several, where clusters are nested or hierarchies
 * differ. CRI-O's `crio-conmon-<id>`, the runtime's own monitor, is none.
 */
export function parsePodCgroups(text: string): readonly ContainerCgroup[] {
  const found: ContainerCgroup[] = [];
  for (const line of text.split('\n')) {
    const path = line.slice(line.indexOf(':', line.indexOf(':') + 1) + 1);
    // Most processes of a node are in no pod: look closely at the others alone.
    if (path.includes('pod')) found.push(...parsePath(path));
  }
  return found;
}

function parsePath(path: string): readonly ContainerCgroup[] {
  const names = path.split('/');
  return names.flatMap((name, at) => {
    const { pod, container, below } = splitNames(name, names[at + 1]);
    const podUid = podName.exec(pod)?.[1]?.replaceAll('_', '-');
    const [, runtime = '', containerId] = containerName.exec(container) ?? [];
    if (podUid === undefined || containerId === undefined || runtime.endsWith('conmon')) return [];
    return [{ podUid, containerId, path: names.slice(0, at + 1 + below).join('/') }];
  });
}

/**
 * A pod's name and its container's: two steps of the path, or one, `<slice>:cri-containerd:<id>`, where the runtime
 * takes what the kubelet wrote for systemd as a plain path.
 */
function splitNames(
  name: string,
  next: string | undefined,
): { readonly pod: string; readonly container: string; readonly below: number } {
  const [pod = '', runtime, id] = name.split(':');
  if (runtime !== undefined && id !== undefined) return { pod, container: `${runtime}-${id}`, below: 0 };
  return { pod: name, container: next ?? '', below: 1 };
}
