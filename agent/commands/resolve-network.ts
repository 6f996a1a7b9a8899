import type { SubcommandBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import { checkArguments } from '../../shared/arguments/check-arguments.ts';
import type { Command } from '../../shared/domain/command.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { PodProcesses } from '../targets/find-pod-processes.ts';
import type { Network } from '../targets/open-network.ts';
import type { NodeNetwork } from '../targets/open-node-network.ts';
import { openPodNetwork } from '../targets/open-pod-network.ts';
import { toArgumentRequest } from './to-argument-request.ts';

export type NetworkResolution =
  /** Undefined: the tool is to stay where the agent is. */
  | { readonly kind: 'resolved'; readonly network: Network | undefined }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly message: string };

/**
 * Opens the network that the command's tool is to run in, the node's or the pod's. Devices that the line names have to
 * be of that network; of the node's they were looked at before.
 */
export async function resolveNetwork(
  command: Command,
  { looksAtNetwork }: SubcommandBaseline,
  pods: PodProcesses | undefined,
  deps: { readonly openNodeNetwork: () => Promise<NodeNetwork> },
): Promise<NetworkResolution> {
  if (looksAtNetwork !== true) return { kind: 'resolved', network: undefined };
  const opened = pods === undefined ? await deps.openNodeNetwork() : await openOne(command, pods);
  return opened.kind === 'refused' ? opened : { kind: 'resolved', network: opened.network };
}

async function openOne(
  command: Command,
  { processes }: PodProcesses,
): Promise<Extract<NetworkResolution, { kind: 'refused' }> | Awaited<ReturnType<typeof openPodNetwork>>> {
  const count = command.pods.length;
  if (count > 1) {
    const message = `Cannot start tool "${command.tool}": it sees the network of one pod, and ${count} pods of this node are targets: choose labels that one of them has`;
    return { kind: 'refused', reason: 'SeveralNetworks', message };
  }
  const opened = await openPodNetwork(processes);
  if (opened.kind === 'refused') return opened;
  const verdict = checkArguments(toArgumentRequest(command, opened.devices));
  if (verdict.kind === 'allowed') return opened;
  await opened.network.close();
  return { kind: 'refused', reason: 'ArgumentRefused', message: verdict.message };
}
