import { defaultPolicies } from '../../shared/arguments/default-policies.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { originOf } from '../convert/report-line.ts';
import { checkConfig } from './check-config.ts';
import { findIdleOverlays } from './find-idle-overlays.ts';
import { findPolicyFaults, findRules } from './find-rules.ts';
import {
  type DocumentFault,
  faultAt,
  type PlacedConfig,
  type PlacedPolicy,
  type PolicyDocuments,
} from './policy-documents.ts';

/** Something that is told of files. A warning is of what may be meant so, or be made good by other files. */
export interface LintFinding extends DocumentFault {
  readonly severity: 'fault' | 'warning';
}

/** Everything that is odd about valid policies and configs, in their order. */
export function lintDocuments(documents: PolicyDocuments): readonly LintFinding[] {
  return [
    ...documents.policies.flatMap((policy) => lintPolicy(policy, documents)),
    ...documents.configs.flatMap((config) => lintConfig(config, documents)),
  ];
}

function lintPolicy(policy: PlacedPolicy, documents: PolicyDocuments): readonly LintFinding[] {
  const { tool } = policy.spec;
  const config = documents.configs.find(({ name }) => name === tool);
  const allowed = config === undefined ? [] : readAllowedNamespaces(config);
  const idle = explainIdle(policy, config, documents);
  return [
    ...findPolicyFaults(policy).map(toFault),
    ...(idle === undefined ? [] : [toWarning(faultAt(policy, ['metadata', 'name'], idle))]),
    ...findIdleOverlays(policy, allowed).map(toWarning),
  ];
}

/** Why no capture is bound by the policy, as far as the files tell. */
function explainIdle(
  { name, spec: { tool } }: PlacedPolicy,
  config: PlacedConfig | undefined,
  { configs }: PolicyDocuments,
): string | undefined {
  const namer = configs.find(({ spec }) => spec.argumentPolicy === name);
  if (namer !== undefined && namer.name !== tool)
    return `"${name}" has no effect: it is for ${tool}, and the config that names it is that of ${namer.name}`;
  if (namer !== undefined) return undefined;
  const right = `write argumentPolicy: ${name} in the config of ${tool}`;
  if (config !== undefined) {
    const { argumentPolicy = 'none' } = config.spec;
    return `"${name}" has no effect: the config of ${tool} (${originOf(config)}) names ${argumentPolicy}: ${right}`;
  }
  // The config that holds until somebody writes one names the policy of the tool's own name.
  if (name === tool) return undefined;
  return `"${name}" has no effect: no config names it, and that of ${tool} names "${tool}" by default: ${right}`;
}

function lintConfig(config: PlacedConfig, documents: PolicyDocuments): readonly LintFinding[] {
  const { name: tool, spec } = config;
  const named = documents.policies.find(({ name }) => name === spec.argumentPolicy);
  const found = findRules(documents, { tool, namespace: 'default' });
  const policy = found.kind === 'found' ? found.rules.policy?.compiled : undefined;
  return [...checkName(config, named), ...checkConfig(config, policy).map(toFault)];
}

/** A policy that is not among the files may be in the cluster. */
function checkName(config: PlacedConfig, named: PlacedPolicy | undefined): readonly LintFinding[] {
  const { name: tool, spec } = config;
  const name = spec.argumentPolicy;
  if (name === undefined) return [];
  const at = (why: string): DocumentFault => faultAt(config, ['spec', 'argumentPolicy'], `"${name}" ${why}`);
  const rules = named?.spec ?? defaultPolicies.get(name);
  if (rules === undefined)
    return [toWarning(at(`is not in these files: captures of ${tool} are refused until it is there`))];
  if (rules.tool === tool) return [];
  return [toFault(at(`is for tool "${rules.tool}": name a policy for "${tool}", or leave it out`))];
}

function readAllowedNamespaces({ spec }: PlacedConfig): readonly string[] {
  const allowed = readMember(spec, 'allowedNamespaces');
  return Array.isArray(allowed) ? allowed.filter((glob) => typeof glob === 'string') : [];
}

function toFault(fault: DocumentFault): LintFinding {
  return { severity: 'fault', ...fault };
}

function toWarning(fault: DocumentFault): LintFinding {
  return { severity: 'warning', ...fault };
}
