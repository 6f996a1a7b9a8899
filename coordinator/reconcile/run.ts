import type { Receipt } from '../../shared/domain/artifact.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { Condition } from '../../shared/kinds/power-tool.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Plan, PlannedCommand, PlannedStart, StopOrder } from '../planning/plan.ts';
import { firstWaves, type Wave } from '../planning/waves.ts';
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

/** One attempt on one node in memory. */
export interface NodeRun {
  readonly planned: PlannedCommand;
  /** The wave in which it starts. */
  readonly wave: WaveRun;
  /** Attempts before this one, all of them ended; their files may still arrive. */
  readonly earlier: readonly NodeRun[];
  recorded: RecordedOutcome | undefined;
  readonly receipts: Map<string, Receipt>;
  start: MeasuredStart | undefined;
  /** The session to which each order was last sent: an order is sent again only to a new session. */
  prepareSentTo: string | undefined;
  commitSentTo: string | undefined;
  stopSentTo: string | undefined;
}

/** A planned start in memory: whether a node takes part is asked for each node, again and again. */
export interface FixedStart extends Omit<PlannedStart, 'nodes'> {
  readonly nodes: ReadonlySet<string>;
}

/** Nodes that start together, in memory. */
export interface WaveRun {
  readonly index: number;
  readonly nodes: readonly string[];
  plannedStart: FixedStart | undefined;
  /** The start instant on our monotonic clock; see `startInstantUs`. */
  startMonotonicUs: number | undefined;
  /** When the first Prepare was due, on our monotonic clock. */
  prepareStartedUs: number | undefined;
}

/** A report or other file that a processor made of the run. */
export interface ProcessedFile {
  readonly step: string;
  readonly key: string;
  readonly fileName: string;
  readonly report: boolean;
  readonly sizeBytes: number;
  readonly sha256: string;
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
  /** In the order in which they start; those of further attempts come after all first ones. */
  readonly waves: WaveRun[];
  /** The latest attempt of each node. */
  readonly nodes: Map<string, NodeRun>;
  /** Whether a tool may still start: a wave that is to come, or a further attempt. */
  startsMore: boolean;
  /** Why nothing more is started and what runs is stopped. */
  stop: StopOrder | undefined;
  processing: Processing;
  conditions: readonly Condition[];
  /** Whether its end stands in its status; until then it is not over, whatever else is done. */
  isEndWritten: boolean;
  /** What events have told of it. */
  readonly told: Set<string>;
}

/** A run at its beginning. */
export function newRun(ref: ResourceRef, plan: Plan): Run {
  const run: Run = {
    ref,
    plan,
    waves: [],
    nodes: new Map(),
    startsMore: true,
    stop: undefined,
    processing: { kind: 'pending' },
    conditions: [],
    isEndWritten: false,
    told: new Set(),
  };
  for (const wave of firstWaves(plan)) addWave(run, wave);
  return run;
}

/** Adds a wave; the attempts that its nodes had before become earlier ones. */
export function addWave(run: Run, { index, commands }: Wave): WaveRun {
  const wave: WaveRun = {
    index,
    nodes: commands.map((command) => command.name),
    plannedStart: undefined,
    startMonotonicUs: undefined,
    prepareStartedUs: undefined,
  };
  run.waves.push(wave);
  for (const planned of commands) {
    const before = run.nodes.get(planned.name);
    run.nodes.set(planned.name, {
      planned,
      wave,
      earlier: before === undefined ? [] : [...before.earlier, before],
      recorded: undefined,
      receipts: new Map(),
      start: undefined,
      prepareSentTo: undefined,
      commitSentTo: undefined,
      stopSentTo: undefined,
    });
  }
  return wave;
}

export function fixStart({ nodes, ...start }: PlannedStart): FixedStart {
  return { ...start, nodes: new Set(nodes) };
}

/** All attempts of a run, node by node, the latest of each last. */
export function* attemptsOf(run: Pick<Run, 'nodes'>): Generator<NodeRun> {
  for (const node of run.nodes.values()) {
    yield* node.earlier;
    yield node;
  }
}

/** The attempts of a wave, those that others followed among them. */
export function startsInWave(run: Run, wave: WaveRun): readonly NodeRun[] {
  return attemptsOf(run)
    .filter((attempt) => attempt.wave === wave)
    .toArray();
}

/** The attempt that a command is; undefined where it is none of this run. */
export function findAttempt(run: Run, nodeName: string, commandId: string): NodeRun | undefined {
  const node = run.nodes.get(nodeName);
  return node === undefined
    ? undefined
    : [...node.earlier, node].find((attempt) => attempt.planned.commandId === commandId);
}

/**
 * The planned start of a wave on our monotonic clock, fixed at the first call, so that later steps of the wall clock
 * move neither the start nor the measured skew. Undefined before the start is planned.
 */
export function startInstantUs(wave: WaveRun, clock: Clock): number | undefined {
  if (wave.plannedStart === undefined) return undefined;
  wave.startMonotonicUs ??= clock.monotonicUs() + (wave.plannedStart.startAtUnixUs - clock.unixUs());
  return wave.startMonotonicUs;
}

/** Whether the node will never be started in this attempt: the start instant was fixed without it. */
export function isLeftOut(node: NodeRun): boolean {
  const { plannedStart } = node.wave;
  return plannedStart !== undefined && !plannedStart.nodes.has(node.planned.name);
}
