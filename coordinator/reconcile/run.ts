import type { Receipt } from '../../shared/domain/artifact.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { Condition } from '../../shared/kinds/power-tool.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Plan, PlannedNode, PlannedStart } from '../planning/plan.ts';
import type { ResourceRef } from '../resources/resource-source.ts';

/** An outcome as it is kept in the store, with what the coordinator measured about its start. */
export interface RecordedOutcome {
  readonly outcome: Outcome;
  readonly receivedUnixUs: number;
  readonly start: MeasuredStart | undefined;
}

/** How far from the start instant a node's tool started, and how wrong that figure can be. */
export interface MeasuredStart {
  readonly errorUs: number;
  readonly uncertaintyUs: number;
}

/** One node of a run in memory. */
export interface NodeRun {
  readonly planned: PlannedNode;
  recorded: RecordedOutcome | undefined;
  readonly receipts: Map<string, Receipt>;
  start: MeasuredStart | undefined;
  /** The session to which each order was last sent: an order is sent again only to a new session. */
  prepareSentTo: string | undefined;
  commitSentTo: string | undefined;
  stopSentTo: string | undefined;
}

/** A report or other file that a processor made of the run. */
export interface ProcessedFile {
  readonly step: string;
  readonly key: string;
  readonly fileName: string;
  readonly report: boolean;
}

export type Processing =
  | { readonly kind: 'pending' }
  | { readonly kind: 'processed'; readonly files: readonly ProcessedFile[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly message: string };

/** One capture being carried out. Everything in it can be rebuilt from the store and the agents' hellos. */
export interface Run {
  readonly ref: ResourceRef;
  readonly plan: Plan;
  readonly nodes: ReadonlyMap<string, NodeRun>;
  plannedStart: PlannedStart | undefined;
  /** The start instant on our monotonic clock; see `startInstantUs`. */
  startMonotonicUs: number | undefined;
  /** When the first Prepare was sent, on our monotonic clock. */
  prepareStartedUs: number | undefined;
  stopRequested: boolean;
  processing: Processing;
  conditions: readonly Condition[];
}

/** A run at its beginning. */
export function newRun(ref: ResourceRef, plan: Plan): Run {
  const nodes = plan.nodes.map((planned): [string, NodeRun] => [
    planned.name,
    {
      planned,
      recorded: undefined,
      receipts: new Map(),
      start: undefined,
      prepareSentTo: undefined,
      commitSentTo: undefined,
      stopSentTo: undefined,
    },
  ]);
  return {
    ref,
    plan,
    nodes: new Map(nodes),
    plannedStart: undefined,
    startMonotonicUs: undefined,
    prepareStartedUs: undefined,
    stopRequested: false,
    processing: { kind: 'pending' },
    conditions: [],
  };
}

/**
 * The planned start on our monotonic clock, fixed at the first call, so that later steps of the wall clock move
 * neither the start nor the measured skew. Undefined before the start is planned.
 */
export function startInstantUs(run: Run, clock: Clock): number | undefined {
  if (run.plannedStart === undefined) return undefined;
  run.startMonotonicUs ??= clock.monotonicUs() + (run.plannedStart.startAtUnixUs - clock.unixUs());
  return run.startMonotonicUs;
}

/** Whether the node will never be started by this run: the start instant was fixed without it. */
export function isLeftOut(run: Run, node: NodeRun): boolean {
  return run.plannedStart !== undefined && !run.plannedStart.nodes.includes(node.planned.name);
}
