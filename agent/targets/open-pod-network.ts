import { readFile } from 'node:fs/promises';
import type { Reason } from '../../shared/domain/reasons.ts';
import { keepLiving, type TargetProcess } from './find-pod-processes.ts';
import { parseNetDevices } from './net-devices.ts';
import { isInNodeNetwork, type Network, openNetwork, readNetworkId } from './open-network.ts';

export type PodNetwork =
  | { readonly kind: 'opened'; readonly network: Network; readonly devices: ReadonlySet<string> }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly message: string };

const isTheNodes =
  'it is that of the node (hostNetwork), where the traffic of the node and of all such pods is seen';

/**
 * Opens the network of a pod through its oldest process that can still be asked, which is the first of a container: a
 * later one may have made a network of its own. The process is looked at again once its network is open: what was
 * opened is the network of that process, not of another one to which its pid went. The node's own network is refused.
 */
export async function openPodNetwork(
  processes: readonly TargetProcess[],
  proc = '/proc',
): Promise<PodNetwork> {
  let problem = 'every process of it has ended';
  for (const each of processes.toSorted((a, b) => a.startTicks - b.startTicks)) {
    const opened = await openThrough(each, proc);
    if (opened.kind !== 'failed') return opened;
    problem = opened.why;
  }
  return refuse(keepLiving(processes, proc).length === 0 ? 'TargetGone' : 'NetworkNotEntered', problem);
}

async function openThrough(
  target: TargetProcess,
  proc: string,
): Promise<PodNetwork | { readonly kind: 'failed'; readonly why: string }> {
  let network: Network | undefined;
  try {
    network = await openNetwork(target.pid, proc);
    const devices = parseNetDevices(await readFile(`${proc}/${target.pid}/net/dev`, 'utf8'));
    const isOfNode = await isInNodeNetwork(target.pid, proc);
    const isSame = (await readNetworkId(target.pid, proc)) === network.id;
    if (isSame && keepLiving([target], proc).length > 0 && !isOfNode)
      return { kind: 'opened', network, devices };
    await network.close();
    if (isOfNode) return refuse('HostNetwork', `${isTheNodes}: choose the node as the target`);
    return { kind: 'failed', why: `process ${target.pid} ended or changed meanwhile` };
  } catch (error) {
    await network?.close();
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

function refuse(reason: Reason, why: string): PodNetwork {
  return { kind: 'refused', reason, message: `Cannot enter the network of the pod: ${why}` };
}
