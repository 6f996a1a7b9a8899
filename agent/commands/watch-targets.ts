import type { TargetPod } from '../../shared/domain/command.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import { findPodProcesses, keepLiving, type TargetProcess } from '../targets/find-pod-processes.ts';
import { type Network, readNetworkId } from '../targets/open-network.ts';
import type { PreparedRun } from './prepare-run.ts';

const lookEveryMs = 1_000;
/** Most tools end by themselves with their last process, and write their files then: they are given the time. */
const patienceMs = 10_000;

/** What has to live for a tool to have something to look at, and how long it may be left to notice that itself. */
export interface WatchedTargets {
  readonly processes: readonly TargetProcess[];
  /** Asked when they are gone: those that came in their place. */
  readonly findOthers: () => Promise<readonly TargetProcess[]>;
  readonly patienceMs: number;
}

/**
 * Of a tool that is kept to processes, these. The network of a pod lives as long as any process of the pod is in it: a
 * container may be restarted there. That it is empty no tool that looks at it notices. Undefined where it is the node's.
 */
export function toWatchedTargets(
  { pods, network }: PreparedRun,
  targets: readonly TargetPod[],
): WatchedTargets | undefined {
  if (pods === undefined) return undefined;
  if (network === undefined) return { processes: pods.processes, findOthers: async () => [], patienceMs };
  const findOthers = (): Promise<readonly TargetProcess[]> => findInNetwork(targets, network);
  return { processes: pods.allOfPods, findOthers, patienceMs: 0 };
}

async function findInNetwork(
  targets: readonly TargetPod[],
  network: Network,
): Promise<readonly TargetProcess[]> {
  const { allOfPods } = await findPodProcesses(targets);
  const ids = await Promise.all(allOfPods.map(({ pid }) => readNetworkId(pid).catch(() => '')));
  return allOfPods.filter((_process, at) => ids[at] === network.id);
}

/** Resolves true once all of them have been gone for as long, false when the signal aborts. */
export async function untilTargetsGone(
  targets: WatchedTargets,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    for (let { processes } = targets; processes.length > 0; processes = await targets.findOthers())
      while (keepLiving(processes).length > 0) await clock.sleep(lookEveryMs, signal);
    await clock.sleep(targets.patienceMs, signal);
    return true;
  } catch (error) {
    if (isAbort(error)) return false;
    throw error;
  }
}
