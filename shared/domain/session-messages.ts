import type { Command, CommandState } from './command.ts';
import type { KeptFiles } from './kept-files.ts';
import type { Heartbeat, Hello } from './node-facts.ts';
import type { Outcome, Usage } from './outcome.ts';

/** Progress of one command; meaning of the fields: `CommandUpdate` in agent.proto. */
export interface CommandUpdate {
  readonly commandId: string;
  readonly state: CommandState;
  readonly startedMonotonicUs: number;
  readonly outputBytes: number;
  readonly usage: Usage | undefined;
  readonly uploadBytes: number;
  readonly uploadTotalBytes: number;
}

/** The agent's answer to a clock probe; its own instants are on its monotonic clock. */
interface ClockReply {
  readonly probeSentUs: number;
  readonly receivedMonotonicUs: number;
  readonly sentMonotonicUs: number;
  readonly wallUnixUs: number;
}

export interface Welcome {
  readonly sessionId: string;
  readonly heartbeatIntervalMs: number;
  readonly serverUnixUs: number;
  readonly sessionLeaseMs: number;
  readonly leaderAddress: string;
}

/** What an agent says on its session. `unknown`: a message of a newer protocol. */
export type AgentSays =
  | { readonly kind: 'hello'; readonly hello: Hello }
  | { readonly kind: 'heartbeat'; readonly heartbeat: Heartbeat }
  | { readonly kind: 'clockReply'; readonly clockReply: ClockReply }
  | { readonly kind: 'commandUpdate'; readonly update: CommandUpdate }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'credential'; readonly token: string }
  | { readonly kind: 'unsupported'; readonly what: string }
  | { readonly kind: 'keptFiles'; readonly keptFiles: KeptFiles }
  | { readonly kind: 'unknown' };

/** A PowerToolConfig's or PowerToolArgumentPolicy's spec, known by its digest; see `digestSpec`. */
export interface RuleDocument {
  readonly digest: string;
  /** JSON. */
  readonly spec: string;
}

/** What the coordinator says on an agent's session. */
export type CoordinatorSays =
  | { readonly kind: 'welcome'; readonly welcome: Welcome }
  | { readonly kind: 'clockProbe'; readonly sentUs: number }
  | { readonly kind: 'rules'; readonly document: RuleDocument }
  | { readonly kind: 'prepare'; readonly command: Command }
  | {
      readonly kind: 'commit';
      readonly commandId: string;
      readonly startAtMonotonicUs: number;
      readonly startAtUnixUs: number;
    }
  | { readonly kind: 'stop'; readonly commandId: string; readonly reason: string; readonly message: string }
  | { readonly kind: 'upload'; readonly commandId: string; readonly artifactId: string }
  | { readonly kind: 'discard'; readonly commandId: string }
  | { readonly kind: 'forget'; readonly commandId: string }
  | { readonly kind: 'redirect'; readonly address: string }
  | { readonly kind: 'unknown' };
