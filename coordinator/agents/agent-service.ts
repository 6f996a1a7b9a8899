import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import { isSpoken, protocolVersions } from '../../shared/domain/protocol.ts';
import type { AgentSays, CoordinatorSays } from '../../shared/domain/session-messages.ts';
import type { Log } from '../../shared/log.ts';
import { toAgentSays } from '../../shared/rpc/agent-messages.ts';
import { toCoordinatorMessage } from '../../shared/rpc/coordinator-messages.ts';
import type { AgentMessage__Output } from '../../shared/rpc/generated/toe/v1/AgentMessage.ts';
import type { AgentServiceHandlers } from '../../shared/rpc/generated/toe/v1/AgentService.ts';
import type { CoordinatorMessage } from '../../shared/rpc/generated/toe/v1/CoordinatorMessage.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { IdentifiedNode, IdentityProvider } from '../identity/identity-provider.ts';
import { LeadWait } from './lead-wait.ts';
import { probeClock } from './probe-clock.ts';
import type { Session, SessionStream } from './session.ts';
import { SessionCredential } from './session-credential.ts';
import type { Sessions } from './sessions.ts';

type Call = ServerDuplexStream<AgentMessage__Output, CoordinatorMessage>;

export interface AgentServiceDeps {
  readonly identity: IdentityProvider;
  /** Undefined while this coordinator does not lead. */
  readonly findLead: () => Lead | undefined;
  /** Where the agents' port of another leader is, as far as is known. */
  readonly findLeaderAddress: () => string | undefined;
  /** Whether this replica cannot see who leads: no agent waits for it then. */
  readonly isBlind: () => boolean;
  /** Called when an agent was refused since nobody is known to lead, or since nobody can tell who it is. */
  readonly onNobodyLeads: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a leader serves agents with. */
export interface Lead {
  readonly sessions: Sessions;
  readonly epoch: number;
  /** Whether it may still command; see `LeaseTerm`. */
  isHeld(): boolean;
}

const helloTimeoutMs = 10_000;

/** The server side of AgentService.Connect: checks who calls and in which order, and hands the rest to Sessions. */
export function makeAgentService(deps: AgentServiceDeps): AgentServiceHandlers {
  const { findLead, findLeaderAddress, isBlind, clock } = deps;
  const isWaitOver = (): boolean =>
    findLead() !== undefined || findLeaderAddress() !== undefined || isBlind();
  const leadWait = new LeadWait({ isWaitOver, clock, random: Math.random });
  return {
    Connect: (call) => void serveConnection(call, deps, leadWait),
  };
}

/**
 * The stream is read only when it is known whose it is: until then grpc-js and HTTP/2 flow control hold what has
 * come, so that nothing is lost.
 */
async function serveConnection(call: Call, deps: AgentServiceDeps, leadWait: LeadWait): Promise<void> {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  call.on('cancelled', end);
  call.on('close', end);
  call.on('error', end);
  const identified = await deps.identity.identifyNode(call);
  if (ended.signal.aborted || call.cancelled) return;
  if (identified.kind === 'refused') {
    const { code, message } = identified;
    deps.log.warn({ from: call.getPeer(), why: message }, 'Session was refused');
    fail(call, code, message);
    if (code === status.UNAVAILABLE) deps.onNobodyLeads();
    return;
  }
  await leadWait.until(ended.signal);
  if (ended.signal.aborted || call.cancelled) return;
  const lead = deps.findLead();
  if (lead === undefined) sendOn(call, deps);
  else serveNode(call, identified.node, lead, deps, ended);
}

/** A follower commands nobody: it says who leads, and where nobody does, that the agent is to come again. */
function sendOn(call: Call, deps: AgentServiceDeps): void {
  const address = deps.findLeaderAddress();
  if (address === undefined) {
    fail(call, status.UNAVAILABLE, 'Cannot open a session: no coordinator leads at present: try again');
    deps.onNobodyLeads();
    return;
  }
  write(call, { kind: 'redirect', address }, 0);
  call.end();
}

function serveNode(
  call: Call,
  node: IdentifiedNode,
  lead: Lead,
  deps: AgentServiceDeps,
  ended: AbortController,
): void {
  const { clock, log } = deps;
  const { sessions, epoch } = lead;
  const stream: SessionStream = {
    // A leader that was stopped and woke up commands nobody.
    send: (says) => {
      if (lead.isHeld()) write(call, says, epoch);
    },
    abort: (message) => fail(call, status.ABORTED, message),
  };
  const credential = new SessionCredential(node, {
    identity: deps.identity,
    clock,
    log: log.child({ node: node.name, from: call.getPeer() }),
    end: (code, message) => fail(call, code, message),
  });
  let session: Session | undefined;
  let sequence = 0;

  const patience = setTimeout(() => {
    fail(call, status.DEADLINE_EXCEEDED, 'Cannot open a session: no hello came within 10 s');
  }, helloTimeoutMs);
  ended.signal.addEventListener(
    'abort',
    () => {
      clearTimeout(patience);
      if (session !== undefined) sessions.close(session);
    },
    { once: true },
  );
  void credential.watch(ended.signal);

  call.on('error', (error) => log.debug({ err: error, node: node.name }, 'Session stream failed'));
  call.on('end', () => {
    ended.abort();
    call.end();
  });
  call.on('data', (wire: AgentMessage__Output) => {
    if (ended.signal.aborted) return;
    const receivedUs = clock.monotonicUs();
    sequence += 1;
    if (wire.sequence !== sequence) {
      fail(call, status.FAILED_PRECONDITION, `Message ${wire.sequence} came where ${sequence} was due`);
      return;
    }
    const says = toAgentSays(wire);
    if (session !== undefined) {
      if (says.kind === 'credential') void credential.renew(says.token, ended.signal);
      sessions.receive(session, says, receivedUs);
      return;
    }
    const fault = helloFault(says);
    if (fault !== undefined || says.kind !== 'hello') {
      fail(call, status.FAILED_PRECONDITION, fault ?? 'The first message has to be a hello');
      return;
    }
    clearTimeout(patience);
    session = sessions.open(node, says.hello, stream);
    void probeClock(session, { clock, random: Math.random }, ended.signal);
  });
}

function helloFault(says: AgentSays): string | undefined {
  if (says.kind !== 'hello') return undefined;
  const version = says.hello.facts.protocolVersion;
  const { oldest, newest } = protocolVersions;
  return isSpoken(version)
    ? undefined
    : `Cannot open a session: protocol version ${version} is not supported, ${oldest} to ${newest} are`;
}

function write(call: Call, says: CoordinatorSays, epoch: number): void {
  if (call.writable && !call.cancelled) call.write(toCoordinatorMessage(says, epoch));
}

function fail(call: Call, code: status, details: string): void {
  call.emit('error', new StatusError(code, details));
}
