import type { ListNodesResponse } from '../../shared/rpc/generated/toe/v1/ListNodesResponse.ts';
import type { Node } from '../../shared/rpc/generated/toe/v1/Node.ts';
import type { Session } from '../agents/session.ts';
import type { ClusterNode } from '../cluster/cluster-view.ts';
import { isLeaving } from '../cluster/leaving.ts';
import type { GatewayDeps } from './gateway-deps.ts';

type ListDeps = Pick<GatewayDeps, 'sessions' | 'clock'> & {
  readonly stages: Pick<GatewayDeps['stages'], 'cluster'>;
};

/**
 * Every node by name: in a cluster all Nodes, whether they have an agent or not; in standalone mode those whose agent
 * has connected since this coordinator started.
 */
export function listNodes({ sessions, clock, stages }: ListDeps): ListNodesResponse {
  const nowUs = clock.monotonicUs();
  const members = stages.cluster?.listNodes();
  const nodes =
    members === undefined
      ? sessions.all().map((session) => toNode(session, nowUs))
      : members.map((member) => toMember(member, sessions.get(member.name), nowUs));
  return { nodes: nodes.toSorted((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1)) };
}

function toMember(member: ClusterNode, session: Session | undefined, nowUs: number): Node {
  const conditions = [
    member.isReady ? '' : 'not ready',
    member.isCordoned ? 'cordoned' : '',
    isLeaving(member) ? 'leaving' : '',
  ].filter((word) => word !== '');
  const seen = session?.nodeUid === member.uid ? toNode(session, nowUs) : withoutAgent;
  return { ...seen, name: member.name, labels: member.labels, conditions };
}

const withoutAgent: Node = { connected: false, clockUncertaintyMs: -1, perfEvents: null };

function toNode(session: Session, nowUs: number): Node {
  const { facts } = session;
  const uncertaintyUs = session.clockAt(nowUs)?.uncertaintyUs;
  return {
    name: session.node,
    connected: session.connected,
    agentVersion: facts.agentVersion,
    kernel: facts.kernel,
    arch: facts.arch,
    cgroupMode: facts.cgroupMode,
    tools: [...facts.tools],
    labels: facts.labels,
    spoolFreeBytes: session.heartbeat?.spoolFreeBytes ?? facts.spoolFreeBytes,
    cpus: facts.cpus,
    memoryBytes: facts.memoryBytes,
    clockUncertaintyMs: uncertaintyUs === undefined ? -1 : Math.round(uncertaintyUs / 10) / 100,
    lastSeenUnixUs: session.lastSeenUnixUs,
    perfEvents: facts.perfEvents ?? null,
  };
}
