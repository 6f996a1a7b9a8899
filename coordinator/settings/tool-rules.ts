import type { CompiledPolicy } from '../../shared/arguments/compile-policy.ts';
import type { RuleDocument } from '../../shared/domain/session-messages.ts';
import type { Enforcement } from '../../shared/kinds/power-tool-argument-policy.ts';
import type { CutConfig } from './ceiling.ts';

/** The administrators' word on a tool, with no limit above the coordinator's ceiling. */
export interface ToolRules extends CutConfig {
  readonly configDigest: string;
  readonly policy: ToolPolicy | undefined;
  readonly policyDigest: string;
  /** Both as they were written, for the agents. */
  readonly documents: readonly RuleDocument[];
}

/** An argument policy, and what becomes of a capture that it does not allow. */
export interface ToolPolicy {
  readonly name: string;
  readonly enforcement: Enforcement;
  readonly compiled: CompiledPolicy;
  /** JSON of its spec. */
  readonly document: RuleDocument;
}
