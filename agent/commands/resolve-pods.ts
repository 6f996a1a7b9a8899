import type { Confinement } from '../../shared/arguments/baseline/tool-baseline.ts';
import type { Command } from '../../shared/domain/command.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { Log } from '../../shared/log.ts';
import { findPodProcesses, type PodProcesses } from '../targets/find-pod-processes.ts';

export type PodResolution =
  | { readonly kind: 'resolved'; readonly pods: PodProcesses | undefined }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly message: string };

const namedInMessage = 5;

/**
 * The processes that the command's tool is kept to, or whose network it is, as they are now; undefined where it may see the whole node.
 * Containers without a process are named in the log; only where no process is left at all is the command refused.
 */
export async function resolvePods(
  command: Command,
  confinement: Confinement | undefined,
  deps: { readonly log: Log },
): Promise<PodResolution> {
  if (command.pods.length === 0) return { kind: 'resolved', pods: undefined };
  const pods = await findPodProcesses(command.pods);
  return judgePods(command.tool, pods, toMaxPids(confinement), (gone) => {
    deps.log.warn({ command: command.commandId, gone }, 'Containers without a process were left out');
  });
}

function toMaxPids(confinement: Confinement | undefined): number {
  if (confinement === undefined) return 0;
  return confinement.by === 'network' ? Number.POSITIVE_INFINITY : confinement.maxPids;
}

/** Whether a tool can be kept to what was found; `onGone` is told of what goes on without them. */
export function judgePods(
  tool: string,
  pods: PodProcesses,
  maxPids: number,
  onGone: (gone: readonly string[]) => void,
): PodResolution {
  const count = pods.processes.length;
  if (count === 0) {
    const message = `Cannot start tool "${tool}": no process is left of ${toList(pods.gone)}: they were deleted, moved or restarted, or run where the node does not see them (Kata, gVisor), or the agent does not see the node's processes`;
    return { kind: 'refused', reason: 'TargetGone', message };
  }
  if (count > maxPids) {
    const message = `Cannot start tool "${tool}": the pods have ${count} processes on this node and it takes ${maxPids}: choose fewer pods, or one of their containers`;
    return { kind: 'refused', reason: 'TooManyProcesses', message };
  }
  if (pods.gone.length > 0) onGone(pods.gone);
  return { kind: 'resolved', pods };
}

function toList(names: readonly string[]): string {
  const named = names.slice(0, namedInMessage).join('; ');
  return names.length > namedInMessage ? `${named}; and ${names.length - namedInMessage} more` : named;
}
