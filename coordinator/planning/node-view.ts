import type { Session } from '../agents/session.ts';
import type { ClusterNode } from '../cluster/cluster-view.ts';
import { isLeaving } from '../cluster/leaving.ts';

/** A node as planning sees it: its Node object, where there is one, and its agent. */
export interface NodeView {
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  /** A Node of the cluster; in standalone mode, a node whose agent is connected. */
  readonly isMember: boolean;
  readonly isReady: boolean;
  readonly isCordoned: boolean;
  readonly isLeaving: boolean;
  /** What its connected agent speaks; undefined where none is connected. */
  readonly agentProtocol: number | undefined;
}

/** All nodes. `clusterNodes` undefined: standalone mode, where the nodes are those whose agents were ever heard of. */
export function viewNodes(
  sessions: readonly Session[],
  clusterNodes: readonly ClusterNode[] | undefined,
): readonly NodeView[] {
  if (clusterNodes === undefined) return sessions.map(viewSession);
  const byNode = new Map(sessions.map((session) => [session.node, session]));
  return clusterNodes.map((node) => {
    const session = byNode.get(node.name);
    const isSameMachine = session?.connected === true && session.nodeUid === node.uid;
    const { name, uid, labels, isReady, isCordoned } = node;
    return {
      name,
      uid,
      labels,
      isMember: true,
      isReady,
      isCordoned,
      isLeaving: isLeaving(node),
      agentProtocol: isSameMachine ? session.facts.protocolVersion : undefined,
    };
  });
}

function viewSession({ node, nodeUid, facts, connected }: Session): NodeView {
  return {
    name: node,
    uid: nodeUid,
    labels: facts.labels,
    isMember: connected,
    isReady: true,
    isCordoned: false,
    isLeaving: false,
    agentProtocol: connected ? facts.protocolVersion : undefined,
  };
}
