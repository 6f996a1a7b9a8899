import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import { isSpoken, protocolVersions } from '../../shared/domain/protocol.ts';
import type { AgentSays, CoordinatorSays } from '../../shared/domain/session-messages.ts';
import type { Log } from '../../shared/log.ts';
import { toAgentSays } from '../../shared/rpc/agent-messages.ts';
import { toCoordinatorMessage } from '../../shared/rpc/coordinator-messages.ts';
import type { AgentMessage__Output } from '../../shared/rpc/generated/toe/v1/AgentMessage.ts';
import type { AgentServiceHandlers } from '../../shared/rpc/generated/toe/v1/AgentService.ts';
import type { CoordinatorMessage } from '../../shared/rpc/generated/toe/v1/CoordinatorMessage.ts';
import { readPeerIdentity } from '../../shared/rpc/peer-identity.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { probeClock } from './probe-clock.ts';
import type { Session, SessionStream } from './session.ts';
import type { Sessions } from './sessions.ts';

type Call = ServerDuplexStream<AgentMessage__Output, CoordinatorMessage>;

export interface AgentServiceDeps {
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly log: Log;
  readonly epoch: number;
}

const helloTimeoutMs = 10_000;

/** The server side of AgentService.Connect: checks who calls and in which order, and hands the rest to Sessions. */
export function makeAgentService(deps: AgentServiceDeps): AgentServiceHandlers {
  return {
    Connect: (call) => {
      serveConnection(call, deps);
    },
  };
}

function serveConnection(call: Call, deps: AgentServiceDeps): void {
  const identity = readPeerIdentity(call);
  if (identity.kind !== 'node') {
    fail(call, status.PERMISSION_DENIED, "Cannot open a session: the client certificate is not a node's");
    return;
  }
  const ended = new AbortController();
  const stream: SessionStream = {
    send: (says) => write(call, says, deps.epoch),
    abort: (message) => fail(call, status.ABORTED, message),
  };
  let session: Session | undefined;
  let sequence = 0;

  const end = (): void => {
    clearTimeout(patience);
    ended.abort();
    if (session !== undefined) deps.sessions.close(session);
  };
  const patience = setTimeout(() => {
    fail(call, status.DEADLINE_EXCEEDED, 'Cannot open a session: no hello came within 10 s');
  }, helloTimeoutMs);

  call.on('data', (wire: AgentMessage__Output) => {
    const receivedUs = deps.clock.monotonicUs();
    sequence += 1;
    if (wire.sequence !== sequence) {
      fail(call, status.FAILED_PRECONDITION, `Message ${wire.sequence} came where ${sequence} was due`);
      return;
    }
    const says = toAgentSays(wire);
    if (session !== undefined) {
      deps.sessions.receive(session, says, receivedUs);
      return;
    }
    const fault = helloFault(says);
    if (fault !== undefined || says.kind !== 'hello') {
      fail(call, status.FAILED_PRECONDITION, fault ?? 'The first message has to be a hello');
      return;
    }
    clearTimeout(patience);
    session = deps.sessions.open(identity, says.hello, stream);
    void probeClock(session, deps.clock, ended.signal);
  });
  call.on('end', () => {
    end();
    call.end();
  });
  call.on('cancelled', end);
  call.on('close', end);
  call.on('error', (error) => {
    deps.log.debug({ err: error, node: identity.name }, 'Session stream failed');
    end();
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
