import type { Command, TargetPod } from '../../shared/domain/command.ts';
import type { RuleDocument } from '../../shared/domain/session-messages.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';

/** Everything of a command but what differs by node. */
export type CommandTemplate = Omit<Command, 'commandId' | 'attempt' | 'pods'>;

/** A node that a capture runs on. */
export interface PlannedNode {
  readonly name: string;
  readonly uid: string;
  /** The pods on it that the tool is confined to; empty: the whole node. */
  readonly pods: readonly TargetPod[];
  /** It was cordoned when it was chosen, so that a cordon does not mean that it is being drained now. */
  readonly wasCordoned: boolean;
  /** It was leaving already when it was chosen by its name: somebody wants it captured before it goes. */
  readonly wasLeaving: boolean;
}

/** A node that was chosen but cannot be used; it counts as failed. */
export interface MissingNode {
  readonly name: string;
  readonly reason: string;
  readonly message: string;
}

/** One attempt on one node. */
export interface PlannedCommand extends PlannedNode {
  /** From 1. */
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
  /** Who asked; empty where that is not known, as in standalone mode. */
  readonly requestedBy: string;
  /** `<namespace>/<name>` of the template that fired it; empty: none did. */
  readonly template: string;
  readonly spec: PowerToolSpec;
  readonly specDigest: string;
  readonly command: CommandTemplate;
  /** Config and policy by the digests that the command names. */
  readonly rules: readonly RuleDocument[];
  /** The canonical argument list, slots unfilled; what every node executes after its path. */
  readonly argv: readonly string[];
  /** How many nodes the targets matched, before a sample was drawn of them. */
  readonly matched: number;
  /** In the order in which they start. */
  readonly nodes: readonly PlannedNode[];
  readonly missing: readonly MissingNode[];
  readonly leadTimeMs: number;
  /** The start instant of the first wave, where somebody fixed it. */
  readonly startAtUnixUs: number | undefined;
  /** What it may do although its argument policy would have refused it; absent where there is nothing. */
  readonly outsidePolicy?: OutsidePolicy;
}

/** What a policy that does not enforce would have refused. */
export interface OutsidePolicy {
  readonly policy: string;
  readonly enforcement: 'Warn' | 'Audit';
  /** Each with its field. */
  readonly why: readonly string[];
}

/** The start instant of a wave, written to the store before its first Commit. */
export interface PlannedStart {
  readonly startAtUnixUs: number;
  /** Nodes that had prepared in time; the others are stopped as NotPrepared. */
  readonly nodes: readonly string[];
  /** The run was stopped before: nobody takes part. */
  readonly isStopped: boolean;
}

/** Why a run was stopped by the coordinator itself; written to the store before anybody is told. */
export interface StopOrder {
  readonly reason: string;
  readonly message: string;
}

export const planKey = (runUid: string): string => `runs/${runUid}/plan.json`;
export const waveKey = (runUid: string, wave: number): string => `runs/${runUid}/wave-${wave}.json`;
export const startKey = (runUid: string, wave: number): string => `runs/${runUid}/start-${wave}.json`;
export const stopKey = (runUid: string): string => `runs/${runUid}/stop.json`;
export const fetchKey = (runUid: string): string => `runs/${runUid}/fetch.json`;
export const manifestKey = (runUid: string): string => `runs/${runUid}/manifest.json`;
export const outcomeKey = (runUid: string, node: string, attempt: number): string =>
  `runs/${runUid}/${node}/${attempt}/outcome.json`;

/** How long a tool may take from its start instant until it has ended, stopped as planned. */
export function captureMs({ command }: Plan): number {
  return command.warmupMs + command.durationMs + command.graceMs;
}

/** How long a wave may take after its start instant, until what is missing counts as lost. */
export function waveDeadlineMs(plan: Plan): number {
  return captureMs(plan) + plan.command.uploadDeadlineMs;
}

const mib = 1024 * 1024;

/**
 * How big a file of a run can be: the text that is made of what a tool wrote is at most eight times as big, and
 * snapshots beside a tool take no more than 256 MiB.
 */
export function toMaxArtifactBytes(outputBytes: number): number {
  return Math.max(8 * outputBytes, 256 * mib) + 16 * mib;
}
