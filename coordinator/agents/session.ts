import type { CommandState } from '../../shared/domain/command.ts';
import type { KeptFiles } from '../../shared/domain/kept-files.ts';
import type { Heartbeat, NodeFacts } from '../../shared/domain/node-facts.ts';
import type { CommandUpdate, CoordinatorSays } from '../../shared/domain/session-messages.ts';
import { addClockSample, type ClockEstimate, type ClockSample, estimateClock } from './clock-offset.ts';

/** Where a session's messages go: the stream of one agent. */
export interface SessionStream {
  /** Sends, or does nothing when the stream has ended. */
  send(says: CoordinatorSays): void;
  /** Ends the stream with ABORTED and this sentence. */
  abort(message: string): void;
}

/** What the coordinator knows of a command on a node from the session alone. */
export interface KnownCommand {
  readonly state: CommandState;
  readonly startedMonotonicUs: number;
  readonly update: CommandUpdate | undefined;
}

/** One agent that has said hello: its node, its clock and the commands it carries. */
export class Session {
  readonly node: string;
  readonly nodeUid: string;
  readonly sessionId: string;
  readonly stream: SessionStream;
  readonly facts: NodeFacts;
  readonly commands = new Map<string, KnownCommand>();
  /** What the agent keeps, by command. */
  readonly kept = new Map<string, KeptFiles>();
  /** Kept files that it was asked for, as `<command id>/<artifact id>`. */
  readonly fetched = new Set<string>();
  /** Digests of the rules that it was sent. */
  readonly rulesSent = new Set<string>();
  heartbeat: Heartbeat | undefined;
  lastSeenUnixUs: number;
  connected = true;
  #samples: readonly ClockSample[] = [];

  constructor(opening: {
    readonly node: string;
    readonly nodeUid: string;
    readonly sessionId: string;
    readonly stream: SessionStream;
    readonly facts: NodeFacts;
    readonly seenUnixUs: number;
  }) {
    this.node = opening.node;
    this.nodeUid = opening.nodeUid;
    this.sessionId = opening.sessionId;
    this.stream = opening.stream;
    this.facts = opening.facts;
    this.lastSeenUnixUs = opening.seenUnixUs;
  }

  /** The newest word on a command replaces what was known of it. */
  noteCommand(
    commandId: string,
    state: CommandState,
    startedMonotonicUs: number,
    update?: CommandUpdate,
  ): void {
    this.commands.set(commandId, { state, startedMonotonicUs, update });
  }

  noteClock(sample: ClockSample): void {
    this.#samples = addClockSample(this.#samples, sample);
  }

  /** The agent's monotonic clock against ours; undefined until the first probe came back. */
  clockAt(nowUs: number): ClockEstimate | undefined {
    return estimateClock(this.#samples, nowUs);
  }
}
