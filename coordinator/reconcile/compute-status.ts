import { type Artifact, type Receipt, toRawSize } from '../../shared/domain/artifact.ts';
import { clipText } from '../../shared/domain/clip-text.ts';
import { isGoodEnding } from '../../shared/domain/outcome.ts';
import {
  type ArtifactStatus,
  type Condition,
  type NodeCounts,
  type Phase,
  type PowerToolStatus,
  phases,
  type StartStatus,
} from '../../shared/kinds/power-tool.ts';
import { type MissingNode, manifestKey } from '../planning/plan.ts';
import type { Conclusion } from './conclude.ts';
import { hasStarted } from './describe-start.ts';
import { isFinal, type JudgedNode, type NodeState } from './node-state.ts';
import { attemptsOf, type NodeRun, type Processing, type Run } from './run.ts';

/** Lists in a status hold this many; the manifest holds all. */
export const listed = 20;
/** Keeps twenty failures well below the 64 KiB that a status may take. */
const maxFailureLength = 512;
const maxArgvLength = 8_192;

export interface JudgedRun {
  readonly run: Run;
  readonly judged: ReadonlyMap<string, JudgedNode>;
  readonly conclusion: Conclusion | undefined;
  readonly conditions: readonly Condition[];
  readonly nowIso: string;
}

/** The status of a run as its nodes are judged now. Bounded, whatever the size of the fleet. */
export function computeStatus(input: JudgedRun, previous: PowerToolStatus | undefined): PowerToolStatus {
  const { run, conclusion } = input;
  const states = countStates(input.judged);
  const start = toStartStatus(run);
  return {
    phase: conclusion?.phase ?? laterOf(toPhase(run, states), previous?.phase),
    conditions: input.conditions,
    nodes: countNodes(run, states),
    ...(start === undefined ? {} : { start, startedAt: start.plannedAt }),
    bytes: sumBytes(run),
    effective: {
      argv: clipArgv(run.plan.argv),
      config: run.plan.command.tool,
      configDigest: run.plan.command.configDigest,
      policyDigest: run.plan.command.policyDigest,
      binaryDigest: findBinaryDigest(run),
    },
    artifacts: attemptsOf(run)
      .flatMap((node) => toArtifactStatuses(node, run.plan.command.keepMs > 0))
      .take(listed)
      .toArray(),
    failures: toFailures(input),
    reports: listReports(run.processing),
    ...(conclusion === undefined ? {} : { manifest: manifestKey(run.plan.runUid) }),
    ...(conclusion === undefined ? {} : { completedAt: previous?.completedAt ?? input.nowIso }),
  };
}

/** How many nodes are in each state; those that no node is in are not there. */
function countStates(judged: ReadonlyMap<string, JudgedNode>): ReadonlyMap<NodeState, number> {
  const counts = new Map<NodeState, number>();
  for (const { state } of judged.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

/** Running from the first tool's start until no tool runs or will start any more, over all waves and attempts. */
function toPhase(run: Run, states: ReadonlyMap<NodeState, number>): Phase {
  const some = (...wanted: NodeState[]): boolean => wanted.some((state) => states.has(state));
  if (run.waves[0]?.plannedStart === undefined)
    return some('preparing', 'prepared') ? 'Starting' : 'Scheduled';
  const runs = some('running', 'stopping', 'unknown');
  if (runs || run.startsMore || some('pending', 'preparing', 'prepared', 'committed')) {
    return runs || attemptsOf(run).some(hasStarted) ? 'Running' : 'Starting';
  }
  return states.keys().every(isFinal) ? 'Processing' : 'Uploading';
}

/** A coordinator that has just taken over knows less of a run than its status says. */
function laterOf(phase: Phase, before: Phase | undefined): Phase {
  return before !== undefined && phases.indexOf(before) > phases.indexOf(phase) ? before : phase;
}

function countNodes(run: Run, states: ReadonlyMap<NodeState, number>): NodeCounts {
  const count = (...wanted: NodeState[]): number => sum(wanted.map((state) => states.get(state) ?? 0));
  const captured = [...run.nodes.values()].filter(({ recorded }) =>
    isGoodEnding(recorded?.outcome.ending ?? 'failed'),
  );
  return {
    matched: Math.max(run.plan.matched, run.plan.nodes.length + run.plan.missing.length),
    selected: run.plan.nodes.length + run.plan.missing.length,
    running: count('running', 'stopping'),
    captured: captured.length,
    verified: count('verified'),
    failed: count('failed', 'cancelled') + run.plan.missing.length,
    refused: count('refused'),
    lost: count('lost'),
    late: 0,
  };
}

/**
 * Skew of a node: how far its start was from the planned instant of its wave. Median and maximum over the nodes; the
 * instant is that of the first wave.
 */
function toStartStatus(run: Run): StartStatus | undefined {
  const first = run.waves.find(({ plannedStart }) => plannedStart !== undefined)?.plannedStart;
  if (first === undefined) return undefined;
  const plannedAt = new Date(first.startAtUnixUs / 1_000).toISOString();
  const starts = [...run.nodes.values()].map((node) => node.start).filter((start) => start !== undefined);
  if (starts.length === 0) return { plannedAt };
  const errors = starts.map((start) => Math.abs(start.errorUs)).toSorted((a, b) => a - b);
  return {
    plannedAt,
    skewP50Ms: toMs(errors[Math.floor((errors.length - 1) / 2)] ?? 0),
    skewMaxMs: toMs(errors.at(-1) ?? 0),
    clockUncertaintyMs: toMs(Math.max(...starts.map((start) => start.uncertaintyUs))),
  };
}

function toArtifactStatuses(node: NodeRun, keepsFiles: boolean): readonly ArtifactStatus[] {
  const artifacts = node.recorded?.outcome.artifacts ?? [];
  return artifacts.flatMap((artifact) =>
    toArtifactStatus(
      node.planned.name,
      artifact,
      node.receipts.get(artifact.artifactId) ?? (keepsFiles ? 'kept' : undefined),
    ),
  );
}

/** A file as a status lists it, by its receipt or as kept on its node; none where it is neither. */
export function toArtifactStatus(
  node: string,
  { fileName: file, sizeBytes, sha256 }: Pick<Artifact, 'fileName' | 'sizeBytes' | 'sha256'>,
  place: Receipt | 'kept' | undefined,
): readonly ArtifactStatus[] {
  if (place === undefined) return [];
  const known = { node, file, sizeBytes, sha256 };
  return [place === 'kept' ? { ...known, key: '', reason: 'KeptOnNode' } : { ...known, key: place.key }];
}

/** The first of the results that people open. */
export function listReports(processing: Processing): PowerToolStatus['reports'] {
  if (processing.kind !== 'processed') return [];
  const reports = processing.files.filter((file) => file.report);
  return reports.map(({ step, key }) => ({ kind: step, key })).slice(0, listed);
}

function toFailures(input: JudgedRun): PowerToolStatus['failures'] {
  const missing = toMissingFailures(input.run.plan.missing);
  const failed = input.judged
    .entries()
    .filter(([, { state }]) => isFinal(state) && state !== 'verified')
    .take(listed - missing.length)
    .map(([node, { reason, message }]) => ({ node, reason, message: clipText(message, maxFailureLength) }));
  return [...missing, ...failed];
}

/** The first of the nodes that were chosen and could not be used. */
export function toMissingFailures(missing: readonly MissingNode[]): PowerToolStatus['failures'] {
  return missing.slice(0, listed).map(({ name, reason, message }) => ({
    node: name,
    reason,
    message: clipText(message, maxFailureLength),
  }));
}

function sumBytes(run: Run): PowerToolStatus['bytes'] {
  let [captured, stored, kept] = [0, 0, 0];
  for (const { recorded, receipts } of attemptsOf(run)) {
    for (const artifact of recorded?.outcome.artifacts ?? []) {
      captured += toRawSize(artifact);
      if (!receipts.has(artifact.artifactId)) kept += artifact.sizeBytes;
    }
    for (const { sizeBytes } of receipts.values()) stored += sizeBytes;
  }
  return { captured, stored, ...(run.plan.command.keepMs > 0 && { kept }) };
}

function findBinaryDigest(run: Run): string {
  const found = attemptsOf(run).find(({ recorded }) => recorded?.outcome.tool !== undefined);
  return found?.recorded?.outcome.tool?.sha256 ?? '';
}

/** The whole list is in the manifest; hardly any is longer. */
function clipArgv(argv: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let length = 0;
  for (const argument of argv) {
    length += argument.length;
    if (length > maxArgvLength) return [...kept, '…'];
    kept.push(argument);
  }
  return kept;
}

const toMs = (us: number): number => Math.round(us / 10) / 100;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
