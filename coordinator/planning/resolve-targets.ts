import type { TargetPod } from '../../shared/domain/command.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import { matchesSelector } from '../cluster/matches-selector.ts';
import type { NodeView } from './node-view.ts';
import type { MissingNode, PlannedNode } from './plan.ts';
import { sampleNodes } from './sample-nodes.ts';

type Targets = PowerToolSpec['targets'];

/** Which nodes a capture is for. */
export interface ResolvedTargets {
  /** How many nodes the targets matched, before a sample was drawn. */
  readonly matched: number;
  /** By name; of a sample, in the order drawn. */
  readonly selected: readonly PlannedNode[];
  /** Chosen, but not to be used now; each with its reason. */
  readonly missing: readonly MissingNode[];
  /** Selected although cordoned or not ready: what is sick is worth a look. */
  readonly cordoned: readonly string[];
  readonly notReady: readonly string[];
}

export interface TargetRequest {
  readonly targets: Targets;
  readonly runUid: string;
  /** Pods that match, by node; for `labelSelector`. */
  readonly podsByNode: ReadonlyMap<string, readonly TargetPod[]>;
  /** The protocol version that the command needs of an agent. */
  readonly requiredProtocol: number;
  /** By node, why its tool is not one that the config allows. */
  readonly misfits?: ReadonlyMap<string, string>;
}

/**
 * Resolves the targets against the nodes as they are now. A sample is drawn from the nodes that can be used, so
 * that those that cannot are not missing from it.
 */
export function resolveTargets(request: TargetRequest, nodes: readonly NodeView[]): ResolvedTargets {
  const { targets } = request;
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const chosen = [...new Set(chooseNames(request, nodes))].toSorted();
  const usable: NodeView[] = [];
  const missing: MissingNode[] = [];
  for (const name of chosen) {
    const node = byName.get(name);
    const problem = problemOf(node, request);
    if (problem !== undefined) missing.push({ name, ...problem });
    else if (node !== undefined) usable.push(node);
  }
  const drawn = targets.sample === undefined ? usable : sampleNodes(usable, targets.sample, request.runUid);
  const isPart = targets.sample !== undefined && drawn.length > 0;
  return {
    matched: chosen.length,
    selected: drawn.map(({ name, uid, isCordoned, isLeaving }) => ({
      name,
      uid,
      pods: request.podsByNode.get(name) ?? [],
      wasCordoned: isCordoned,
      wasLeaving: isLeaving,
    })),
    missing: isPart ? missing.filter(({ reason }) => reason === reasons.NodeNotFound) : missing,
    cordoned: drawn.filter((node) => node.isCordoned).map((node) => node.name),
    notReady: drawn.filter((node) => !node.isReady).map((node) => node.name),
  };
}

function chooseNames({ targets, podsByNode }: TargetRequest, nodes: readonly NodeView[]): readonly string[] {
  if (targets.nodeNames !== undefined) return targets.nodeNames;
  if (targets.labelSelector !== undefined) return [...podsByNode.keys()];
  const { nodeSelector } = targets;
  // What only once had an agent and is no Node is not of the fleet any more, unless somebody asks for it.
  return nodes
    .filter((node) =>
      nodeSelector === undefined
        ? node.isMember && targets.allNodes === true
        : matchesSelector(nodeSelector, node.labels),
    )
    .map((node) => node.name);
}

function problemOf(
  node: NodeView | undefined,
  { targets, requiredProtocol, misfits }: TargetRequest,
): Omit<MissingNode, 'name'> | undefined {
  if (node === undefined) return { reason: reasons.NodeNotFound, message: 'No node of this name is known' };
  // Whoever names a node means it, also in its last minutes.
  if (node.isLeaving && targets.nodeNames === undefined)
    return { reason: reasons.NodeLeaving, message: 'The node is being drained, deleted or reclaimed' };
  if (node.agentProtocol === undefined) {
    const state = [node.isReady ? '' : 'not ready', node.isCordoned ? 'cordoned' : ''].filter(
      (word) => word !== '',
    );
    const also = state.length === 0 ? '' : `; the node is ${state.join(' and ')}`;
    return { reason: reasons.NodeNotConnected, message: `No agent of this node is connected${also}` };
  }
  if (node.agentProtocol >= requiredProtocol) {
    const message = misfits?.get(node.name);
    return message === undefined ? undefined : { reason: reasons.VersionNotAllowed, message };
  }
  const message = `Its agent speaks protocol ${node.agentProtocol}, the capture needs ${requiredProtocol}: upgrade the agent`;
  return { reason: reasons.AgentTooOld, message };
}
