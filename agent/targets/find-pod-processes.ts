import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { TargetPod } from '../../shared/domain/command.ts';
import { type ContainerCgroup, parsePodCgroups } from './parse-pod-cgroup.ts';
import { type ProcessStat, parseProcessStat } from './parse-process-stat.ts';

/** One process for ever: a pid alone may come to name another. */
export interface TargetProcess {
  readonly pid: number;
  readonly startTicks: number;
}

export interface PodProcesses {
  /** By pid, rising. */
  readonly processes: readonly TargetProcess[];
  /**
   * By pid, rising: these and every other process of the same pods, the pause containers' among them, also where no
   * process of the named containers is left; but not those of a static pod then.
   */
  readonly allOfPods: readonly TargetProcess[];
  /** The containers' own cgroups, as `/proc/<pid>/cgroup` shows them. */
  readonly cgroups: readonly string[];
  /** Containers without any process, as `pod "shop/web-0", container "app"`. */
  readonly gone: readonly string[];
}

/** After so many others get their turn: about 2 ms. */
const processesAtOnce = 256;
/** The name that the kubelet gives the cgroup of a static pod: a hash of its manifest, not the uid of its object. */
const manifestHash = /^[0-9a-f]{32}$/;

/**
 * The processes of the pods' named containers, found by the cgroups of every process of the node: the same on all
 * versions, drivers and runtimes, without a cgroup mount. Zombies, which nothing can be asked of, are left out.
 * 10,000 processes take about 0.1 s; synchronous in parts, since a round through the thread pool costs many times
 * what the kernel takes for one file.
 */
export async function findPodProcesses(pods: readonly TargetPod[], proc = '/proc'): Promise<PodProcesses> {
  const wanted = new Map(
    pods.flatMap((pod) => pod.containers.map(({ id, name }) => [id, { pod, name }] as const)),
  );
  const uids = new Set(pods.map(({ uid }) => uid));
  const seen: { readonly process: TargetProcess; readonly containers: readonly ContainerCgroup[] }[] = [];
  // The processes of a container have the same text, and there are many more processes than containers.
  const known = new Map<string, readonly ContainerCgroup[]>();
  const findPossible = (text: string): readonly ContainerCgroup[] => {
    const found =
      known.get(text) ??
      parsePodCgroups(text).filter(({ podUid }) => uids.has(podUid) || manifestHash.test(podUid));
    known.set(text, found);
    return found;
  };
  for (const [count, pid] of listPids(proc).entries()) {
    if (count % processesAtOnce === 0) await setImmediate();
    const containers = findPossible(readOrEmpty(`${proc}/${pid}/cgroup`));
    if (containers.length === 0) continue;
    const stat = readStat(pid, proc);
    if (stat === undefined || stat.isDead) continue;
    seen.push({ process: { pid, startTicks: stat.startTicks }, containers });
  }
  const isWanted = ({ podUid, containerId }: ContainerCgroup): boolean => {
    const uid = wanted.get(containerId)?.pod.uid;
    return uid !== undefined && (uid === podUid || manifestHash.test(podUid));
  };
  const chosen = seen.flatMap(({ containers }) => containers.filter(isWanted));
  const podUids = new Set([...uids, ...chosen.map(({ podUid }) => podUid)]);
  const present = new Set(chosen.map(({ containerId }) => containerId));
  const keep = (isOne: (container: ContainerCgroup) => boolean): readonly TargetProcess[] =>
    seen.filter(({ containers }) => containers.some(isOne)).map(({ process }) => process);
  return {
    processes: keep(isWanted),
    allOfPods: keep(({ podUid }) => podUids.has(podUid)),
    cgroups: [...new Set(chosen.map(({ path }) => path))].toSorted(),
    gone: [...wanted].filter(([id]) => !present.has(id)).map(([, { pod, name }]) => toText(pod, name)),
  };
}

/** Those of the processes that are still there and alive. */
export function keepLiving(processes: readonly TargetProcess[], proc = '/proc'): readonly TargetProcess[] {
  return processes.filter(({ pid, startTicks }) => {
    const stat = readStat(pid, proc);
    return stat?.startTicks === startTicks && !stat.isDead;
  });
}

function toText({ namespace, name }: TargetPod, container: string): string {
  return `pod "${namespace}/${name}", container "${container}"`;
}

function listPids(proc: string): readonly number[] {
  return readdirSync(proc)
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b);
}

function readStat(pid: number, proc: string): ProcessStat | undefined {
  return parseProcessStat(readOrEmpty(`${proc}/${pid}/stat`));
}

/** Empty where the process ends meanwhile. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
