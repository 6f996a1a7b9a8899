import type { Command } from '../../shared/domain/command.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';

/** Everything of a command but what differs by node. */
export type CommandTemplate = Omit<Command, 'commandId' | 'attempt'>;

/** One node of a plan. */
export interface PlannedNode {
  readonly name: string;
  readonly uid: string;
  readonly attempt: number;
  readonly commandId: string;
}

/**
 * What one capture will do, decided once and written to `plan.json` of the run before the first Prepare.
 * A coordinator that takes over carries out this plan, whatever has been edited since.
 */
export interface Plan {
  readonly version: 1;
  readonly runUid: string;
  readonly namespace: string;
  readonly name: string;
  readonly createdUnixUs: number;
  readonly spec: PowerToolSpec;
  readonly specDigest: string;
  readonly command: CommandTemplate;
  /** The canonical argument list, slots unfilled; what every node executes after its path. */
  readonly argv: readonly string[];
  readonly nodes: readonly PlannedNode[];
  /** Named or matching nodes without an agent when the plan was made; they count as failed. */
  readonly missing: readonly string[];
  readonly leadTimeMs: number;
}

/** The start instant, written to `start.json` before the first Commit. */
export interface PlannedStart {
  readonly startAtUnixUs: number;
  /** Nodes that had prepared in time; the others are stopped as NotPrepared. */
  readonly nodes: readonly string[];
}

export const planKey = (runUid: string): string => `runs/${runUid}/plan.json`;
export const startKey = (runUid: string): string => `runs/${runUid}/start.json`;
export const manifestKey = (runUid: string): string => `runs/${runUid}/manifest.json`;
export const outcomeKey = (runUid: string, node: string, attempt: number): string =>
  `runs/${runUid}/${node}/${attempt}/outcome.json`;

/** How long the whole run may take after its start instant, until what is missing counts as lost. */
export function runDeadlineMs(plan: Plan): number {
  const { command } = plan;
  return command.warmupMs + command.durationMs + command.graceMs + command.uploadDeadlineMs;
}
