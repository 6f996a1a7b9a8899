import { reasons } from '../../shared/domain/reasons.ts';
import type { Phase } from '../../shared/kinds/power-tool.ts';
import type { StopOrder } from '../planning/plan.ts';
import type { JudgedNode } from './node-state.ts';

/** How a run ends when all its nodes have ended. */
export interface Conclusion {
  readonly phase: Extract<Phase, 'Succeeded' | 'PartiallySucceeded' | 'Failed' | 'Cancelled'>;
  readonly reason: string;
  readonly message: string;
}

/**
 * Succeeded only where `minSuccessPercent` of the selected nodes are verified; some but fewer is
 * PartiallySucceeded; none is Failed, or Cancelled where nothing was started because somebody stopped it. `stop` is
 * why it was stopped, if it was. Where files stay on nodes, sealed there counts as verified, and the message says so.
 */
export function concludeRun(
  nodes: readonly (JudgedNode & { readonly stoppedEarly: boolean })[],
  missingNodes: number,
  minSuccessPercent: number,
  stop: StopOrder | undefined,
): Conclusion {
  const selected = nodes.length + missingNodes;
  const verified = nodes.filter((node) => node.state === 'verified');
  const isOwnStop = stop !== undefined && stop.reason !== reasons.StopRequested;
  const kept = verified.filter(({ reason }) => reason === reasons.KeptOnNode).length;
  const where = kept === 0 ? '' : `, ${kept} of them sealed on the node as asked`;
  const message = `${verified.length} of ${selected} nodes verified${where}${isOwnStop ? `: ${stop.message}` : ''}`;
  if (verified.length > 0 && verified.length * 100 >= selected * minSuccessPercent) {
    const early = verified.some((node) => node.stoppedEarly);
    return { phase: 'Succeeded', reason: early ? reasons.StoppedEarly : reasons.Succeeded, message };
  }
  if (verified.length > 0)
    return { phase: 'PartiallySucceeded', reason: reasons.PartiallySucceeded, message };
  if (isOwnStop) return { phase: 'Failed', reason: stop.reason, message };
  if (nodes.length > 0 && nodes.every((node) => node.state === 'cancelled')) {
    return { phase: 'Cancelled', reason: reasons.Cancelled, message: 'Stopped before anything was captured' };
  }
  return { phase: 'Failed', reason: reasons.Failed, message };
}
