import { type CompiledPolicy, compilePolicy } from '../../shared/arguments/compile-policy.ts';
import { defaultPolicies } from '../../shared/arguments/default-policies.ts';
import { narrowToNamespace } from '../../shared/arguments/narrow-to-namespace.ts';
import type { PowerToolArgumentPolicySpec } from '../../shared/kinds/power-tool-argument-policy.ts';
import type { PowerToolConfigSpec } from '../../shared/kinds/power-tool-config.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { originOf } from '../convert/report-line.ts';
import { placeFault } from './place-fault.ts';
import {
  type DocumentFault,
  faultAt,
  type PlacedConfig,
  type PlacedPolicy,
  type PolicyDocuments,
} from './policy-documents.ts';

/** What binds the arguments of a tool besides the baseline. */
export interface LineRules {
  readonly policy: BindingPolicy | undefined;
  readonly config: BindingConfig | undefined;
}

/** The rules of the baseline alone. */
export const noRules: LineRules = { policy: undefined, config: undefined };

interface BindingConfig {
  /** Where it stands, as `perf.yaml:3`. */
  readonly origin: string;
  readonly spec: PowerToolConfigSpec;
}

interface BindingPolicy {
  readonly name: string;
  /** Where it stands, as `perf.yaml:3`. */
  readonly origin: string;
  /** What becomes of a line that it does not allow: only `Enforce` refuses it. */
  readonly enforcement: 'Enforce' | 'Warn' | 'Audit';
  readonly compiled: CompiledPolicy;
}

/** Which captures are meant. */
export interface Asked {
  readonly tool: string;
  /** Of the capture, not of the policy. */
  readonly namespace: string;
}

export type FoundRules =
  | { readonly kind: 'found'; readonly rules: LineRules }
  | { readonly kind: 'faulty'; readonly faults: readonly DocumentFault[] };

/**
 * The rules of a tool: those of its config and of the policy that this names. A tool without a config has those of the
 * policy of its name or, if there is none, of the one that is for it.
 */
export function findRules(documents: PolicyDocuments, asked: Asked): FoundRules {
  const config = documents.configs.find(({ name }) => name === asked.tool);
  const chosen =
    config === undefined ? choose(documents, asked.tool) : findNamed(documents, config, asked.tool);
  if (chosen.kind === 'faulty') return chosen;
  const binding = config === undefined ? undefined : { origin: originOf(config), spec: config.spec };
  if (chosen.policy === undefined) return { kind: 'found', rules: { policy: undefined, config: binding } };
  const { name, spec, place } = chosen.policy;
  const compiled = compilePolicy(spec);
  if (compiled.kind === 'rejected') {
    const faults = place === undefined ? [] : compiled.faults.map((text) => placeFault(place, text));
    return { kind: 'faulty', faults };
  }
  const origin = place === undefined ? 'built in' : originOf(place);
  const policy = {
    name,
    origin,
    enforcement: readEnforcement(spec),
    compiled: narrowToNamespace(compiled.policy, asked.namespace).policy,
  };
  return { kind: 'found', rules: { policy, config: binding } };
}

/** Everything in which a policy asks for more than the baseline has. */
export function findPolicyFaults(policy: PlacedPolicy): readonly DocumentFault[] {
  const compiled = compilePolicy(policy.spec);
  return compiled.kind === 'ready' ? [] : compiled.faults.map((text) => placeFault(policy, text));
}

type Chosen =
  | {
      readonly kind: 'chosen';
      readonly policy?: {
        readonly name: string;
        readonly spec: PowerToolArgumentPolicySpec;
        /** Undefined: built in. */
        readonly place: PlacedPolicy | undefined;
      };
    }
  | { readonly kind: 'faulty'; readonly faults: readonly DocumentFault[] };

function choose({ policies }: PolicyDocuments, tool: string): Chosen {
  const own = policies.filter(({ spec }) => spec.tool === tool);
  const named = own.find(({ name }) => name === tool);
  const [first, second] = named === undefined ? own : [named];
  if (first === undefined) return { kind: 'chosen' };
  if (second === undefined) return { kind: 'chosen', policy: { ...first, place: first } };
  const why = `"${first.name}" (${originOf(first)}) and "${second.name}" are both for ${tool}: add the PowerToolConfig that names one, or remove one`;
  return { kind: 'faulty', faults: [faultAt(second, ['metadata', 'name'], why)] };
}

function findNamed({ policies }: PolicyDocuments, config: PlacedConfig, tool: string): Chosen {
  const { argumentPolicy: name } = config.spec;
  if (name === undefined) return { kind: 'chosen' };
  const place = policies.find((policy) => policy.name === name);
  const spec = place?.spec ?? defaultPolicies.get(name);
  const refuse = (why: string): Chosen => ({
    kind: 'faulty',
    faults: [faultAt(config, ['spec', 'argumentPolicy'], `"${name}" ${why}`)],
  });
  if (spec === undefined) return refuse('is not there: add the policy, or name another one');
  if (spec.tool !== tool)
    return refuse(`is for tool "${spec.tool}": name a policy for "${tool}", or leave it out`);
  return { kind: 'chosen', policy: { name, spec, place } };
}

function readEnforcement(spec: PowerToolArgumentPolicySpec): BindingPolicy['enforcement'] {
  const written = readMember(spec, 'enforcement');
  return written === 'Warn' || written === 'Audit' ? written : 'Enforce';
}
