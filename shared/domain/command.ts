/** Limits of one run on one node. Zero means: no limit of that sort. */
export interface Caps {
  readonly cpuPercent: number;
  readonly cpuRequestPercent: number;
  readonly memoryBytes: number;
  readonly memoryRequestBytes: number;
  readonly pids: number;
  readonly outputBytes: number;
  /** Of the disk that the spool is on. */
  readonly readBytesPerSecond: number;
  readonly writeBytesPerSecond: number;
}

/** Which executable may run. Meaning of the fields: `Binary` in agent.proto. */
export interface BinaryRule {
  readonly source: 'image' | 'host' | 'builtin';
  readonly path: string;
  readonly sha256: readonly string[];
}

/** What becomes of the files when they are sealed. */
export const compressions = ['zstd', 'gzip', 'none'] as const;

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

/** How far the pressure on a node may rise, per cent by resource; 0: it is not looked at. See `PressureRise` in agent.proto. */
export interface PressureRise {
  readonly cpu: number;
  readonly memory: number;
  readonly io: number;
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
  /** What the run may take of a core, on average; 0: no guard. */
  readonly overheadPercent: number;
  readonly abortOnPressure: PressureRise | undefined;
  /** One of `compressions`; `''` of a coordinator that knows of none: none. */
  readonly compression: string;
  /** 0: the agent's own limit alone. */
  readonly maxUploadBytesPerSecond: number;
  /** At which the output is cut into segments; 0: never. */
  readonly rollingIntervalMs: number;
  /** Its files stay on the node, each until it is asked for, at most so long; 0: they are sent at once. */
  readonly keepMs: number;
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
