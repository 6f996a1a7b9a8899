import { compilePolicy } from '../../shared/arguments/compile-policy.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { Resource } from '../../shared/kinds/kinds.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import { checkCapture, type ToolRules } from '../planning/check-capture.ts';
import { makePlan } from '../planning/make-plan.ts';
import type { Plan } from '../planning/plan.ts';
import { resolveTargets } from '../planning/resolve-targets.ts';
import { digestAccepted } from '../planning/spec-digest.ts';
import type { ResourceSource } from '../resources/resource-source.ts';
import type { StageDeps } from './stage.ts';

export type Acceptance =
  | { readonly kind: 'accepted'; readonly plan: Plan }
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string };

/** Decides what a new capture will do, or why it will do nothing. Writes nothing. */
export async function acceptCapture(resource: Resource<PowerToolSpec>, deps: StageDeps): Promise<Acceptance> {
  const { spec, metadata } = resource;
  const names = { runUid: metadata.uid, namespace: metadata.namespace, name: metadata.name };
  const rules = await readToolRules(spec.tool.name, deps.source);
  if (rules.kind === 'refused') return rules;
  const checked = checkCapture(spec, rules.rules, names);
  const faults = checked.kind === 'invalid' ? [...checked.faults] : [];
  faults.push(...(await findUnknownProcessings(spec, deps.source)));
  if (checked.kind === 'invalid' || faults.length > 0) {
    return { kind: 'refused', reason: reasons.Invalid, message: faults.join('; ') };
  }
  const nodes = deps.sessions.all().map((session) => ({
    name: session.node,
    uid: session.nodeUid,
    alive: session.connected,
    labels: session.facts.labels,
  }));
  const targets = resolveTargets(spec.targets, nodes);
  if (targets.selected.length === 0) {
    const connected = nodes.filter((node) => node.alive).map((node) => node.name);
    const hint =
      connected.length === 0 ? 'no agent is connected' : `connected are ${connected.slice(0, 10).join(', ')}`;
    return {
      kind: 'refused',
      reason: reasons.NoMatchingTargets,
      message: `No node matches spec.targets: ${hint}`,
    };
  }
  const { command, argv } = checked;
  const specDigest = digestAccepted(spec);
  return {
    kind: 'accepted',
    plan: makePlan({ names, spec, specDigest, command, argv, targets, nowUnixUs: deps.clock.unixUs() }),
  };
}

export type ReadRules =
  | { readonly kind: 'found'; readonly rules: ToolRules }
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string };

/** The config of a tool and its compiled policy, or why the tool cannot be used. */
export async function readToolRules(tool: string, source: ResourceSource): Promise<ReadRules> {
  const config = await source.readConfig(tool);
  if (config.kind === 'absent') {
    const known = (await source.listConfigs()).map((each) => each.resource.metadata.name).join(', ');
    const message = `spec.tool.name: there is no tool "${tool}": there is a PowerToolConfig for ${known}`;
    return { kind: 'refused', reason: reasons.UnknownTool, message };
  }
  if (config.kind === 'invalid') return { kind: 'refused', reason: reasons.Invalid, message: config.message };
  const { spec } = config.resource;
  const base = { config: spec, configDigest: config.digest };
  if (spec.argumentPolicy === undefined) {
    return { kind: 'found', rules: { ...base, policy: undefined, policyDigest: '' } };
  }
  const refuse = (why: string): ReadRules => ({
    kind: 'refused',
    reason: reasons.Invalid,
    message: `Policy "${spec.argumentPolicy}" of tool "${tool}" cannot be used: ${why}`,
  });
  const policy = await source.readPolicy(spec.argumentPolicy);
  if (policy.kind === 'absent') return refuse('there is none of that name');
  if (policy.kind === 'invalid') return refuse(policy.message);
  if (policy.resource.spec.tool !== tool) return refuse(`it is for tool "${policy.resource.spec.tool}"`);
  const compiled = compilePolicy(policy.resource.spec);
  if (compiled.kind === 'rejected') return refuse(compiled.faults.join('; '));
  return { kind: 'found', rules: { ...base, policy: compiled.policy, policyDigest: policy.digest } };
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
