import type { CommandStatus } from './command.ts';
import type { KeptFiles } from './kept-files.ts';
import type { Outcome, ToolFacts } from './outcome.ts';

export type CgroupMode = 'v1' | 'v2' | 'hybrid';

/** What an agent says of its node in its hello. Meaning of the fields: `Hello` in agent.proto. */
export interface NodeFacts {
  readonly protocolVersion: number;
  readonly agentVersion: string;
  readonly bootId: string;
  readonly os: string;
  readonly arch: string;
  readonly kernel: string;
  readonly cgroupMode: string;
  readonly tools: readonly ToolFacts[];
  readonly labels: Readonly<Record<string, string>>;
  readonly spoolFreeBytes: number;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly perfEvents: PerfEvents | undefined;
}

export interface PerfEvents {
  readonly paranoid: number;
  readonly hardwareCounters: boolean;
}

/** The first message of a session: the node, and what its agent has not been told to forget. */
export interface Hello {
  readonly facts: NodeFacts;
  readonly commands: readonly CommandStatus[];
  readonly outcomes: readonly Outcome[];
  readonly keptFiles: readonly KeptFiles[];
}

/** A sign of life. Pressures: PSI `some avg10` in per cent, −1 where unknown. */
export interface Heartbeat {
  readonly spoolFreeBytes: number;
  readonly cpuPressure: number;
  readonly memoryPressure: number;
  readonly ioPressure: number;
}
