import type { ListNodesResponse } from '../../shared/rpc/generated/toe/v1/ListNodesResponse.ts';
import type { Node } from '../../shared/rpc/generated/toe/v1/Node.ts';
import type { Session } from '../agents/session.ts';
import type { GatewayDeps } from './gateway-deps.ts';

/** Every node whose agent has connected since this coordinator started, by name. */
export function listNodes(deps: GatewayDeps): ListNodesResponse {
  const sessions = deps.sessions.all().toSorted((a, b) => (a.node < b.node ? -1 : 1));
  return { nodes: sessions.map((session) => toNode(session, deps.clock.monotonicUs())) };
}

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
