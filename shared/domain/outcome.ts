import type { Artifact } from './artifact.ts';

/** How a command ended on its node; the words of `Ending` in agent.proto, which explains them. */
export const endings = [
  'succeeded',
  'stoppedEarly',
  'failed',
  'timedOut',
  'cancelled',
  'memoryLimit',
  'pidsLimit',
  'outputLimit',
  'spoolFull',
  'overhead',
  'targetGone',
  'notPrepared',
  'refused',
  'agentLost',
] as const;
export type Ending = (typeof endings)[number];

/** What can first make a tool end; `Outcome.cause` in agent.proto explains the words. */
export type EndingCause =
  | 'exit'
  | 'planned'
  | 'stop'
  | 'spoolFull'
  | 'outputLimit'
  | 'memoryLimit'
  | 'overhead'
  | 'pressure'
  | 'targetGone'
  | 'agentLost';

/** What a run cost its node, from the run's own cgroup. */
export interface Usage {
  readonly cpuUs: number;
  readonly throttledUs: number;
  readonly memoryPeakBytes: number;
  readonly oomKills: number;
  /** How often a fork was refused at the limit of processes. */
  readonly pidsDenied: number;
  /** From and to disks; what stays in the page cache is not counted. */
  readonly ioReadBytes: number;
  readonly ioWrittenBytes: number;
}

/** Limits as read back from the kernel; zero: not limited. */
export interface AppliedCaps {
  readonly cgroup: string;
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  readonly pids: number;
  readonly outputBytes: number;
  readonly readBytesPerSecond: number;
  readonly writeBytesPerSecond: number;
}

/** A tool as an agent found it. */
export interface ToolFacts {
  readonly name: string;
  readonly path: string;
  readonly version: string;
  readonly sha256: string;
  /** Why it cannot be used here; empty when it can. */
  readonly problem: string;
}

/** The end of one command on its node. Meaning of the fields: `Outcome` in agent.proto. */
export interface Outcome {
  readonly commandId: string;
  readonly ending: Ending;
  readonly reason: string;
  readonly message: string;
  readonly exitCode: number;
  readonly signal: string;
  readonly startedMonotonicUs: number;
  readonly startedUnixUs: number;
  readonly endedUnixUs: number;
  readonly argv: readonly string[];
  readonly tool: ToolFacts | undefined;
  readonly usage: Usage | undefined;
  readonly artifacts: readonly Artifact[];
  readonly caps: AppliedCaps | undefined;
  readonly startedLate: boolean;
  readonly diagnostics: string;
  readonly outputBytes: number;
  /** An `EndingCause`, or a word of a newer agent; empty where the tool never started. */
  readonly cause: string;
  readonly stopMs: number;
}

/** Whether the tool ended as planned or as asked, so that complete files of it count as a success. */
export function isGoodEnding(ending: Ending): boolean {
  return ending === 'succeeded' || ending === 'stoppedEarly';
}
