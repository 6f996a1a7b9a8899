import { parseDurationMs } from '../../shared/domain/duration.ts';
import { requiredProtocol } from '../../shared/domain/protocol.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { Resource, ResourceMetadata } from '../../shared/kinds/kinds.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import { checkBudgets } from '../planning/check-budgets.ts';
import { checkCapture } from '../planning/check-capture.ts';
import { describeTargets } from '../planning/describe-targets.ts';
import { makePlan } from '../planning/make-plan.ts';
import { networkProtocol } from '../planning/network-protocol.ts';
import { viewNodes } from '../planning/node-view.ts';
import type { CommandTemplate, Plan } from '../planning/plan.ts';
import { type ResolvedTargets, resolveTargets } from '../planning/resolve-targets.ts';
import { digestAccepted } from '../planning/spec-digest.ts';
import type { ResourceSource } from '../resources/resource-source.ts';
import { findVersionMisfit } from '../settings/judge-node-tool.ts';
import { readToolRules } from '../settings/read-tool-rules.ts';
import { findPods } from './find-pods.ts';
import { type StageDeps, unsettledMs } from './stage.ts';

export type Acceptance =
  | {
      readonly kind: 'accepted';
      readonly plan: Plan;
      /** Which nodes, and what is odd about them, for people. */
      readonly targets: string;
    }
  /** Valid, but not yet: for `start.at`, for agents that come back after a change of leader, or for a first match. */
  | {
      readonly kind: 'waiting';
      readonly reason: string;
      readonly message: string;
      readonly retryAfterMs: number;
    }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly message: string;
      /** What the message is made of, where that is several faults. */
      readonly faults?: readonly string[];
      /** Where none of them can be used. */
      readonly targets?: ResolvedTargets;
    };

/** How often a first match is looked for when nothing is heard of nodes. */
const lookAgainMs = 5_000;
const returningMs = 500;

/** Decides what a new capture will do, or why it will do nothing, or not yet. Writes nothing. */
export async function acceptCapture(
  resource: Resource<PowerToolSpec>,
  requestedBy: string,
  deps: StageDeps,
  signal: AbortSignal,
): Promise<Acceptance> {
  const { spec, metadata } = resource;
  const names = { runUid: metadata.uid, namespace: metadata.namespace, name: metadata.name };
  const rules = await readToolRules(spec.tool.name, deps);
  if (rules.kind === 'refused') return rules;
  const checked = checkCapture(spec, rules.rules, names);
  const faults = checked.kind === 'invalid' ? [...checked.faults] : [];
  faults.push(...(await findUnknownProcessings(spec, deps.source)));
  if (checked.kind === 'invalid' || faults.length > 0) {
    return { kind: 'refused', reason: reasons.Invalid, message: faults.join('; '), faults };
  }
  const early = awaitInstant(spec, deps);
  if (early !== undefined) return early;
  const pods = await findPods(spec.targets, metadata.namespace, deps.cluster, signal);
  if (pods.kind === 'refused') return pods;

  const { command, argv, outsidePolicy } = checked;
  const nodes = viewNodes(deps.sessions.all(), deps.cluster?.listNodes());
  const { podsByNode } = pods;
  const needsPods = podsByNode.size > 0;
  const required = Math.max(
    requiredProtocol({ ...command, pods: needsPods ? [...podsByNode.values()].flat() : [] }),
    networkProtocol(command),
  );
  const misfits = findMisfits(command, deps.sessions);
  const targets = resolveTargets(
    { targets: spec.targets, runUid: metadata.uid, podsByNode, requiredProtocol: required, misfits },
    nodes,
  );
  const late = awaitTargets(resource, targets, deps);
  if (late !== undefined) return late;
  const fleetSize = nodes.filter((node) => node.agentProtocol !== undefined).length;
  const overBudget = checkBudgets(spec, targets.selected.length, fleetSize);
  if (overBudget !== undefined)
    return { kind: 'refused', reason: reasons.BudgetExceeded, message: overBudget };
  const specDigest = digestAccepted(spec);
  const nowUnixUs = deps.clock.unixUs();
  return {
    kind: 'accepted',
    plan: makePlan({
      names,
      requestedBy,
      template: findTemplate(metadata),
      spec,
      specDigest,
      command,
      rules: rules.rules.documents,
      argv,
      outsidePolicy,
      targets,
      nowUnixUs,
    }),
    targets: describeTargets(targets),
  };
}

/** A PowerTool that owns another one is its template. */
function findTemplate({ namespace, owner }: ResourceMetadata): string {
  return owner?.kind === 'PowerTool' ? `${namespace}/${owner.name}` : '';
}

/** The nodes whose tool is not of a version that the config allows, and why. */
function findMisfits(
  { tool, binary, versionRange }: CommandTemplate,
  sessions: StageDeps['sessions'],
): ReadonlyMap<string, string> {
  if (versionRange === '') return new Map();
  const wanted = { tool, path: binary.path, versionRange };
  const found = sessions
    .all()
    .map(({ node, facts }) => [node, findVersionMisfit(facts.tools, wanted)] as const);
  return new Map(found.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

/** Nodes are chosen shortly before an instant that somebody fixed, not when they asked. */
function awaitInstant(spec: PowerToolSpec, { clock, times }: StageDeps): Acceptance | undefined {
  const { at, leadTime, startDeadline } = spec.start;
  if (at === undefined) return undefined;
  const untilMs = Date.parse(at) - clock.unixUs() / 1_000;
  if (untilMs <= 0) {
    const remedy =
      'give an instant that lies ahead, or leave it out to start as soon as the nodes are prepared';
    const message = `spec.start.at: ${at} had passed when the capture could be carried out: ${remedy}`;
    return { kind: 'refused', reason: reasons.StartMissed, message };
  }
  const [leadMs, busyMs] = [parseDurationMs(leadTime) ?? 0, parseDurationMs(startDeadline) ?? 0];
  const waitMs = untilMs - times.prepareTimeoutMs - leadMs - busyMs;
  if (waitMs <= 0) return undefined;
  return {
    kind: 'waiting',
    reason: reasons.WaitingForStart,
    message: `Starts at ${at}`,
    retryAfterMs: Math.min(waitMs, 60_000),
  };
}

function awaitTargets(
  { spec, metadata }: Resource<PowerToolSpec>,
  targets: ResolvedTargets,
  deps: StageDeps,
): Acceptance | undefined {
  const returning = unsettledMs(deps);
  const isAway = targets.missing.some(({ reason }) => reason === reasons.NodeNotConnected);
  if (returning > 0 && (isAway || targets.selected.length === 0)) {
    const message = 'Waiting for agents to connect';
    return { kind: 'waiting', reason: reasons.WaitingForTargets, message, retryAfterMs: returningMs };
  }
  if (targets.selected.length > 0) return undefined;
  const remedy = 'choose nodes that have an agent, or give targets.waitFor';
  const message = `No node matches spec.targets that can be used: ${describeTargets(targets)}: ${remedy}`;
  const untilUnixMs = Date.parse(metadata.creationTimestamp) + (parseDurationMs(spec.targets.waitFor) ?? 0);
  const leftMs = untilUnixMs - deps.clock.unixUs() / 1_000;
  if (!(leftMs > 0)) return { kind: 'refused', reason: reasons.NoMatchingTargets, message, targets };
  const retryAfterMs = Math.min(leftMs, lookAgainMs);
  return { kind: 'waiting', reason: reasons.WaitingForTargets, message, retryAfterMs };
}

/** One fault for each processing that the capture names and nobody has written. */
export async function findUnknownProcessings(
  spec: PowerToolSpec,
  source: ResourceSource,
): Promise<readonly string[]> {
  if (spec.processing.length === 0) return [];
  const known = (await source.listProcessings()).map((found) => found.resource.metadata.name);
  const right = known.length === 0 ? 'leave it out, there is none' : `use ${known.join(', ')}`;
  return spec.processing.flatMap((name, index) =>
    known.includes(name)
      ? []
      : [`spec.processing[${index}]: there is no PowerToolProcessing "${name}": ${right}`],
  );
}
