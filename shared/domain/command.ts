/** Limits of one run on one node. Zero means: no limit of that sort. */
export interface Caps {
  readonly cpuPercent: number;
  readonly cpuRequestPercent: number;
  readonly memoryBytes: number;
  readonly memoryRequestBytes: number;
  readonly pids: number;
  readonly outputBytes: number;
}

/** Which executable may run. Meaning of the fields: `Binary` in agent.proto. */
export interface BinaryRule {
  readonly source: 'image' | 'host' | 'builtin';
  readonly path: string;
  readonly sha256: readonly string[];
}

/** A file that the tool is to leave in its run directory. */
export interface OutputRule {
  readonly name: string;
  readonly path: string;
  readonly mediaType: string;
  readonly required: boolean;
}

/** A pod of the node, and those of its containers whose processes may be seen. */
export interface TargetPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** `id` without the runtime's prefix, as `3f1c…`. */
  readonly containers: readonly { readonly name: string; readonly id: string }[];
}

/** The order to one agent. Meaning of the fields: `Command` in agent.proto. */
export interface Command {
  readonly commandId: string;
  readonly runUid: string;
  readonly attempt: number;
  readonly captureNamespace: string;
  readonly captureName: string;
  readonly tool: string;
  readonly lockedArgs: readonly string[];
  readonly args: readonly string[];
  readonly configDigest: string;
  readonly policyDigest: string;
  readonly binary: BinaryRule;
  readonly caps: Caps;
  readonly graceMs: number;
  readonly outputs: readonly OutputRule[];
  readonly durationMs: number;
  readonly warmupMs: number;
  readonly commitTimeoutMs: number;
  readonly capabilities: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly uploadDeadlineMs: number;
  readonly concurrentPerNode: number;
  /** What the tool is kept to; empty: the whole node. */
  readonly pods: readonly TargetPod[];
  readonly exclusiveWith: readonly string[];
  /** Versions of the executable that may run; `''`: any. */
  readonly versionRange: string;
  /** At which the output is cut into segments; 0: never. */
  readonly rollingIntervalMs: number;
}

/** Where a command is in its life; the words of `CommandState` in agent.proto. */
export type CommandState =
  | 'accepted'
  | 'prepared'
  | 'committed'
  | 'running'
  | 'stopping'
  | 'sealing'
  | 'captured';

export interface CommandStatus {
  readonly commandId: string;
  readonly state: CommandState;
  readonly startedMonotonicUs: number;
}
