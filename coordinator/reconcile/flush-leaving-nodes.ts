import { reasons } from '../../shared/domain/reasons.ts';
import { isLeaving } from '../cluster/leaving.ts';
import { stopNodes } from './dispatch.ts';
import type { NodeRun, Run } from './run.ts';
import type { StageDeps } from './stage.ts';

/**
 * Stops the tools on nodes that are about to go, so that what they have is sealed and sent while it can be. A node
 * that was cordoned since it was chosen is being drained, and `kubectl drain` does not tell the pods of DaemonSets.
 */
export function flushLeavingNodes(run: Run, deps: StageDeps): void {
  const { cluster } = deps;
  if (cluster === undefined) return;
  const leaving: NodeRun[] = [];
  for (const node of run.nodes.values()) {
    if (node.recorded !== undefined) continue;
    const now = cluster.readNode(node.planned.name);
    const isGone = now === undefined || now.uid !== node.planned.uid;
    const isDrained = now?.isCordoned === true && !node.planned.wasCordoned;
    if (isGone || isDrained || (isLeaving(now) && !node.planned.wasLeaving)) leaving.push(node);
  }
  const message = 'The node is being drained, deleted or reclaimed';
  for (const { planned } of stopNodes(leaving, { reason: reasons.NodeLeaving, message }, deps)) {
    const about = { ...run.ref, uid: run.plan.runUid };
    const told = `Node "${planned.name}" is being drained, deleted or reclaimed: its tool is stopped`;
    deps.events.record(about, { type: 'Warning', reason: reasons.NodeLeaving, message: told });
  }
}
