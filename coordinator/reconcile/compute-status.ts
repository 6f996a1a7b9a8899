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
import { attemptsOf, type NodeRun, type Run } from './run.ts';

/** Lists in a status hold this many; the manifest holds all. */
const listed = 20;
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
  const nodes = [...run.nodes.values()];
  const attempts = nodes.flatMap(attemptsOf);
  const outcomes = attempts.flatMap((node) => (node.recorded === undefined ? [] : [node.recorded.outcome]));
  const binaryDigest = outcomes.find((outcome) => outcome.tool !== undefined)?.tool?.sha256 ?? '';
  const start = toStartStatus(run, nodes);
  return {
    phase: conclusion?.phase ?? laterOf(toPhase(run, input.judged), previous?.phase),
    conditions: input.conditions,
    nodes: countNodes(input, nodes),
    ...(start === undefined ? {} : { start, startedAt: start.plannedAt }),
    bytes: {
      captured: sum(outcomes.flatMap((outcome) => outcome.artifacts.map((artifact) => artifact.sizeBytes))),
      stored: sum(
        attempts.flatMap((node) => [...node.receipts.values()].map((receipt) => receipt.sizeBytes)),
      ),
    },
    effective: {
      argv: clipArgv(run.plan.argv),
      config: run.plan.command.tool,
      configDigest: run.plan.command.configDigest,
      policyDigest: run.plan.command.policyDigest,
      binaryDigest,
    },
    artifacts: attempts.flatMap(toArtifactStatuses).slice(0, listed),
    failures: toFailures(input).slice(0, listed),
    reports:
      run.processing.kind === 'processed'
        ? run.processing.files
            .filter((file) => file.report)
            .map((file) => ({ kind: file.step, key: file.key }))
            .slice(0, listed)
        : [],
    ...(conclusion === undefined ? {} : { manifest: manifestKey(run.plan.runUid) }),
    ...(conclusion === undefined ? {} : { completedAt: previous?.completedAt ?? input.nowIso }),
  };
}

/** Running from the first tool's start until no tool runs or will start any more, over all waves and attempts. */
function toPhase(run: Run, judged: ReadonlyMap<string, JudgedNode>): Phase {
  const states = [...judged.values()].map((node) => node.state);
  const some = (...wanted: NodeState[]): boolean => states.some((state) => wanted.includes(state));
  if (run.waves[0]?.plannedStart === undefined)
    return some('preparing', 'prepared') ? 'Starting' : 'Scheduled';
  const runs = some('running', 'stopping', 'unknown');
  if (runs || run.startsMore || some('pending', 'preparing', 'prepared', 'committed')) {
    const attempts = [...run.nodes.values()].flatMap(attemptsOf);
    return runs || attempts.some(hasStarted) ? 'Running' : 'Starting';
  }
  return states.every(isFinal) ? 'Processing' : 'Uploading';
}

/** A coordinator that has just taken over knows less of a run than its status says. */
function laterOf(phase: Phase, before: Phase | undefined): Phase {
  return before !== undefined && phases.indexOf(before) > phases.indexOf(phase) ? before : phase;
}

function countNodes(input: JudgedRun, nodes: readonly NodeRun[]): NodeCounts {
  const { run, judged } = input;
  const count = (...wanted: NodeState[]): number =>
    [...judged.values()].filter((node) => wanted.includes(node.state)).length;
  return {
    matched: Math.max(run.plan.matched, run.plan.nodes.length + run.plan.missing.length),
    selected: run.plan.nodes.length + run.plan.missing.length,
    running: count('running', 'stopping'),
    captured: nodes.filter((node) => isGoodEnding(node.recorded?.outcome.ending ?? 'failed')).length,
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
function toStartStatus(run: Run, nodes: readonly NodeRun[]): StartStatus | undefined {
  const first = run.waves.find(({ plannedStart }) => plannedStart !== undefined)?.plannedStart;
  if (first === undefined) return undefined;
  const plannedAt = new Date(first.startAtUnixUs / 1_000).toISOString();
  const starts = nodes.flatMap((node) => (node.start === undefined ? [] : [node.start]));
  if (starts.length === 0) return { plannedAt };
  const errors = starts.map((start) => Math.abs(start.errorUs)).toSorted((a, b) => a - b);
  return {
    plannedAt,
    skewP50Ms: toMs(errors[Math.floor((errors.length - 1) / 2)] ?? 0),
    skewMaxMs: toMs(errors.at(-1) ?? 0),
    clockUncertaintyMs: toMs(Math.max(...starts.map((start) => start.uncertaintyUs))),
  };
}

function toArtifactStatuses(node: NodeRun): readonly ArtifactStatus[] {
  const artifacts = node.recorded?.outcome.artifacts ?? [];
  return artifacts.flatMap(({ artifactId, fileName, sizeBytes, sha256 }) => {
    const key = node.receipts.get(artifactId)?.key;
    return key === undefined ? [] : [{ node: node.planned.name, file: fileName, sizeBytes, sha256, key }];
  });
}

function toFailures(input: JudgedRun): PowerToolStatus['failures'] {
  const failed = [...input.judged].flatMap(([node, { state, reason, message }]) =>
    isFinal(state) && state !== 'verified'
      ? [{ node, reason, message: clipText(message, maxFailureLength) }]
      : [],
  );
  return [...toMissingFailures(input.run.plan.missing), ...failed];
}

/** The first of the nodes that were chosen and could not be used. */
export function toMissingFailures(missing: readonly MissingNode[]): PowerToolStatus['failures'] {
  return missing.slice(0, listed).map(({ name, reason, message }) => ({
    node: name,
    reason,
    message: clipText(message, maxFailureLength),
  }));
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
