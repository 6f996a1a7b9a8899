import { randomUUID } from 'node:crypto';
import type { Hello } from '../../shared/domain/node-facts.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { AgentSays } from '../../shared/domain/session-messages.ts';
import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { Session, type SessionStream } from './session.ts';

/** What the rest of the coordinator hears of sessions. */
export interface SessionListener {
  /** An outcome arrived; it may have arrived before. */
  onOutcome(session: Session, outcome: Outcome): void;
  /** The state of a command changed. */
  onCommand(commandId: string): void;
  /** A command is in the state it was in, but further. */
  onProgress(commandId: string): void;
  /** The agent said what it keeps of a command; it said it in its hello where `isGreeting`. */
  onKept(commandId: string, isGreeting: boolean): void;
  /** A node came, went or came back. */
  onNode(node: string): void;
}

export interface SessionTimes {
  readonly heartbeatIntervalMs: number;
  readonly leaseMs: number;
}

export interface SessionsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly times: SessionTimes;
  /** Where agents bring artifacts; `''`: where they are connected. */
  readonly leaderAddress: string;
}

/** All agents that are or were connected since this coordinator started, by node. Memory only. */
export class Sessions {
  readonly #byNode = new Map<string, Session>();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #times: SessionTimes;
  readonly #leaderAddress: string;
  #listener: SessionListener | undefined;

  constructor(deps: SessionsDeps) {
    this.#leaderAddress = deps.leaderAddress;
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#times = deps.times;
  }

  listen(listener: SessionListener): void {
    this.#listener = listener;
  }

  get(node: string): Session | undefined {
    return this.#byNode.get(node);
  }

  all(): readonly Session[] {
    return [...this.#byNode.values()];
  }

  /** Whether the node is connected, or has been silent for less than the lease. */
  isAlive(session: Session): boolean {
    return session.connected || this.#clock.unixUs() - session.lastSeenUnixUs < this.#times.leaseMs * 1_000;
  }

  /** Resolves when no agent is connected, or when the signal aborts. */
  async untilNoneConnected(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.all().some((session) => session.connected)) {
      await this.#clock.sleep(100, signal).catch(() => undefined);
    }
  }

  /** Ends every session, as when this coordinator does not lead any more. */
  endAll(message: string): void {
    for (const session of this.#byNode.values()) if (session.connected) session.stream.abort(message);
  }

  /** Welcomes an agent. A session that its node still has is replaced and ended. */
  open(
    identity: { readonly name: string; readonly uid: string },
    hello: Hello,
    stream: SessionStream,
  ): Session {
    const earlier = this.#byNode.get(identity.name);
    if (earlier?.connected) {
      earlier.connected = false;
      earlier.stream.abort(`Session ended: node "${identity.name}" opened another one`);
    }
    const session = new Session({
      node: identity.name,
      nodeUid: identity.uid,
      sessionId: randomUUID(),
      stream,
      facts: hello.facts,
      seenUnixUs: this.#clock.unixUs(),
    });
    this.#byNode.set(identity.name, session);
    for (const { commandId, state, startedMonotonicUs } of hello.commands) {
      session.noteCommand(commandId, state, startedMonotonicUs);
    }
    for (const keptFiles of hello.keptFiles) session.kept.set(keptFiles.commandId, keptFiles);
    stream.send({
      kind: 'welcome',
      welcome: {
        sessionId: session.sessionId,
        heartbeatIntervalMs: this.#times.heartbeatIntervalMs,
        serverUnixUs: this.#clock.unixUs(),
        sessionLeaseMs: this.#times.leaseMs,
        leaderAddress: this.#leaderAddress,
      },
    });
    this.#log.info({ node: session.node, agentVersion: hello.facts.agentVersion }, 'Agent connected');
    for (const outcome of hello.outcomes) this.#listener?.onOutcome(session, outcome);
    this.#listener?.onNode(session.node);
    for (const { commandId } of hello.commands) this.#listener?.onCommand(commandId);
    for (const { commandId } of hello.keptFiles) this.#listener?.onKept(commandId, true);
    return session;
  }

  /** Takes one message of an open session. */
  receive(session: Session, says: AgentSays, receivedMonotonicUs: number): void {
    session.lastSeenUnixUs = this.#clock.unixUs();
    switch (says.kind) {
      case 'heartbeat':
        session.heartbeat = says.heartbeat;
        return;
      case 'clockReply':
        session.noteClock({
          probeSentUs: says.clockReply.probeSentUs,
          agentReceivedUs: says.clockReply.receivedMonotonicUs,
          agentSentUs: says.clockReply.sentMonotonicUs,
          replyReceivedUs: receivedMonotonicUs,
        });
        return;
      case 'commandUpdate': {
        const { update } = says;
        const before = session.commands.get(update.commandId);
        session.noteCommand(update.commandId, update.state, update.startedMonotonicUs, update);
        const isNews =
          before?.state !== update.state || before.startedMonotonicUs !== update.startedMonotonicUs;
        if (isNews) this.#listener?.onCommand(update.commandId);
        else this.#listener?.onProgress(update.commandId);
        return;
      }
      case 'outcome':
        this.#listener?.onOutcome(session, says.outcome);
        return;
      case 'keptFiles': {
        const { commandId, artifactIds, unsendable } = says.keptFiles;
        if (artifactIds.length + unsendable.length > 0) session.kept.set(commandId, says.keptFiles);
        else session.kept.delete(commandId);
        this.#listener?.onKept(commandId, false);
        return;
      }
      case 'unsupported':
        this.#log.warn({ node: session.node, what: says.what }, 'Agent did not understand a message');
        return;
      case 'credential': // judged by SessionCredential; here it is a sign of life
        return;
      case 'hello':
      case 'unknown':
        this.#log.warn(
          { node: session.node, kind: says.kind },
          'Agent sent a message that has no meaning here',
        );
        return;
      default:
        says satisfies never;
    }
  }

  /** The stream of a session ended. */
  close(session: Session): void {
    if (!session.connected) return;
    session.connected = false;
    session.lastSeenUnixUs = this.#clock.unixUs();
    this.#log.info({ node: session.node }, 'Agent disconnected');
    this.#listener?.onNode(session.node);
  }
}
