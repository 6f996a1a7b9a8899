import type { ClientDuplexStream, StatusObject } from '@grpc/grpc-js';
import type { Heartbeat, NodeFacts } from '../../shared/domain/node-facts.ts';
import type { AgentSays, Welcome } from '../../shared/domain/session-messages.ts';
import type { Log } from '../../shared/log.ts';
import { toAgentMessage } from '../../shared/rpc/agent-messages.ts';
import { toCoordinatorSays } from '../../shared/rpc/coordinator-messages.ts';
import type { AgentMessage } from '../../shared/rpc/generated/toe/v1/AgentMessage.ts';
import type { CoordinatorMessage__Output } from '../../shared/rpc/generated/toe/v1/CoordinatorMessage.ts';
import { isServiceError } from '../../shared/rpc/status.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { CommandReceiver } from './command-receiver.ts';
import type { Epochs } from './epoch.ts';
import { beatHeart } from './heartbeat.ts';
import type { Outbox } from './outbox.ts';
import { receiveMessage } from './receive-message.ts';
import { renewToken, type TokenRenewal } from './renew-token.ts';

export type SessionCall = ClientDuplexStream<AgentMessage, CoordinatorMessage__Output>;

export interface SessionDeps {
  readonly readFacts: () => Promise<NodeFacts>;
  readonly readHeartbeat: () => Promise<Heartbeat>;
  readonly commands: CommandReceiver;
  readonly outbox: Outbox;
  readonly epochs: Epochs;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly onWelcome: (welcome: Welcome) => void;
}

export type SessionEnding =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'redirected'; readonly address: string }
  | { readonly kind: 'lost'; readonly why: string };

const welcomeTimeoutMs = 10_000;
const farewellMs = 1_000;

/**
 * One session on an open call: hello first, then whatever the outbox holds, numbered without gaps, waiting for
 * the stream to drain. Clock probes are answered past the outbox. Ends with the stream; when the signal aborts,
 * what the outbox holds is still written before the stream is closed. The call is over when this resolves.
 */
export async function runSession(
  call: SessionCall,
  deps: SessionDeps & { readonly renewal: TokenRenewal | undefined },
  signal: AbortSignal,
): Promise<SessionEnding> {
  const over = new AbortController();
  let ending: SessionEnding = { kind: 'lost', why: 'The coordinator ended the session' };
  const ended = new Promise<void>((resolve) => {
    const finish = (): void => {
      over.abort();
      resolve();
    };
    call.on('status', (status: StatusObject) => {
      if (ending.kind === 'lost' && status.details !== '') ending = { kind: 'lost', why: status.details };
      finish();
    });
    call.on('error', (error) => {
      const why = isServiceError(error) ? error.details : error.message;
      if (ending.kind === 'lost' && why !== '') ending = { kind: 'lost', why };
      finish();
    });
    call.on('end', finish);
  });
  const endAs = (next: SessionEnding): void => {
    if (over.signal.aborted) return;
    ending = next;
    call.cancel();
  };

  const write = makeWriter(call, deps.outbox, over.signal);
  const patience = setTimeout(() => {
    endAs({ kind: 'lost', why: 'No welcome came within 10 s' });
  }, welcomeTimeoutMs);
  call.on('data', (wire: CoordinatorMessage__Output) => {
    const receivedUs = deps.clock.monotonicUs();
    const says = toCoordinatorSays(wire);
    if (says.kind === 'redirect') {
      endAs({ kind: 'redirected', address: says.address });
      return;
    }
    const why = findEpochFault(deps.epochs, wire.epoch);
    if (why !== undefined) {
      endAs({ kind: 'lost', why });
      return;
    }
    if (says.kind === 'clockProbe') write.now(answerProbe(says.sentUs, receivedUs, deps.clock));
    else if (says.kind === 'welcome') {
      clearTimeout(patience);
      void beatHeart(says.welcome.heartbeatIntervalMs, deps, over.signal);
      if (deps.renewal !== undefined) void renewToken(deps.renewal, deps, over.signal);
      deps.onWelcome(says.welcome);
    } else receiveMessage(says, deps);
  });

  const farewell = (): void => {
    ending = { kind: 'stopped' };
    write.close();
    setTimeout(() => call.cancel(), farewellMs).unref();
  };
  try {
    const facts = await deps.readFacts();
    if (!over.signal.aborted) {
      deps.outbox.clear();
      write.open({ kind: 'hello', hello: { facts, ...deps.commands.readStatus() } });
    }
    if (signal.aborted) farewell();
    else signal.addEventListener('abort', farewell, { once: true });
    await ended;
    return ending;
  } finally {
    signal.removeEventListener('abort', farewell);
    clearTimeout(patience);
    deps.outbox.listen(undefined);
    call.cancel();
  }
}

/** Why a message of this epoch may not be obeyed. */
function findEpochFault(epochs: Epochs, epoch: number): string | undefined {
  try {
    return epochs.admit(epoch) ? undefined : `The coordinator has epoch ${epoch}, below ${epochs.highest}`;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `Cannot note epoch ${epoch} of the coordinator in the spool: ${why}`;
  }
}

/** Numbers and writes messages; holds the outbox back while the stream is full. */
function makeWriter(
  call: SessionCall,
  outbox: Outbox,
  over: AbortSignal,
): { now(says: AgentSays): void; open(hello: AgentSays): void; close(): void } {
  let sequence = 0;
  let isFull = false;
  let isOpen = false;
  const now = (says: AgentSays): void => {
    if (over.aborted || !isOpen) return;
    sequence += 1;
    isFull = !call.write(toAgentMessage(says, sequence)) || isFull;
  };
  const flush = (): void => {
    while (!isFull && isOpen) {
      const says = outbox.take();
      if (says === undefined) return;
      now(says);
    }
  };
  call.on('drain', () => {
    isFull = false;
    flush();
  });
  return {
    now,
    open: (hello) => {
      isOpen = true;
      now(hello);
      outbox.listen(flush);
    },
    close: () => {
      isFull = false;
      flush();
      isOpen = false;
      call.end();
    },
  };
}

function answerProbe(sentUs: number, receivedUs: number, clock: Clock): AgentSays {
  return {
    kind: 'clockReply',
    clockReply: {
      probeSentUs: sentUs,
      receivedMonotonicUs: receivedUs,
      wallUnixUs: clock.unixUs(),
      sentMonotonicUs: clock.monotonicUs(),
    },
  };
}
