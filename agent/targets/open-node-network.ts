import { readFile } from 'node:fs/promises';
import type { Reason } from '../../shared/domain/reasons.ts';
import { isInNodeNetwork, type Network, openNetwork } from './open-network.ts';
import { parsePodCgroups } from './parse-pod-cgroup.ts';

export type NodeNetwork =
  /** Undefined: the agent is in it already. */
  | { readonly kind: 'opened'; readonly network: Network | undefined }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly message: string };

/**
 * Opens the network of the node, which is that of process 1. In a pod it has to be shown that process 1 is the node's:
 * without `hostPID` it is one of the pod's own, and the tool would look at the pod's network and say nothing of it.
 */
export async function openNodeNetwork(isInPod: boolean, proc = '/proc'): Promise<NodeNetwork> {
  try {
    if (isInPod && (await isOwnPod(proc)))
      return refuse("process 1 is of the agent's own pod, not of the node: the pod needs hostPID");
    if (await isInNodeNetwork('self', proc)) return { kind: 'opened', network: undefined };
    return { kind: 'opened', network: await openNetwork(1, proc) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse(`${why}: the agent has to see process 1 (hostPID) and needs CAP_SYS_PTRACE`);
  }
}

/** Whether process 1 and this one stand in the cgroups of the same pod, the innermost where clusters are nested. */
async function isOwnPod(proc: string): Promise<boolean> {
  if (process.pid === 1) return true;
  const [own, first] = await Promise.all([readPodUid('self', proc), readPodUid('1', proc)]);
  return own !== undefined && own === first;
}

async function readPodUid(pid: string, proc: string): Promise<string | undefined> {
  return parsePodCgroups(await readFile(`${proc}/${pid}/cgroup`, 'utf8')).at(-1)?.podUid;
}

function refuse(why: string): NodeNetwork {
  const message = `Cannot enter the network of the node: ${why}`;
  return { kind: 'refused', reason: 'NetworkNotEntered', message };
}
