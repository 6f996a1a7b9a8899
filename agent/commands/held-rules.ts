import { type CompiledPolicy, compilePolicy } from '../../shared/arguments/compile-policy.ts';
import { narrowToNamespace } from '../../shared/arguments/narrow-to-namespace.ts';
import type { Command } from '../../shared/domain/command.ts';
import type { RuleDocument } from '../../shared/domain/session-messages.ts';
import { digestSpec } from '../../shared/kinds/digest-spec.ts';
import type { PowerToolConfigSpec } from '../../shared/kinds/power-tool-config.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';

/** What the administrators' word on a command is, as this agent holds it. */
export type FoundRules =
  | {
      readonly kind: 'held';
      readonly config: PowerToolConfigSpec;
      /** Undefined where the config names none, or where it does not enforce. */
      readonly policy: CompiledPolicy | undefined;
    }
  | { readonly kind: 'missing'; readonly message: string };

const maxDocuments = 256;
const maxDocumentChars = 262_144;

/** Configs and policies that the coordinator sent, by the digests that commands name them by. */
export class HeldRules {
  readonly #specs = new Map<string, unknown>();

  /** Takes a document whose digest is its own; the oldest go where there are too many. */
  take({
    digest,
    spec,
  }: RuleDocument): { readonly kind: 'held' } | { readonly kind: 'refused'; readonly message: string } {
    const refuse = (why: string) => ({ kind: 'refused', message: `Cannot hold rules: ${why}` }) as const;
    if (spec.length > maxDocumentChars) return refuse(`they have ${spec.length} characters`);
    const parsed = parseJson(spec);
    if (digestSpec(parsed) !== digest) return refuse('their digest is not the one that they came with');
    this.#specs.delete(digest);
    this.#specs.set(digest, parsed);
    const [oldest] = this.#specs.keys();
    if (this.#specs.size > maxDocuments && oldest !== undefined) this.#specs.delete(oldest);
    return { kind: 'held' };
  }

  find(command: Pick<Command, 'tool' | 'captureNamespace' | 'configDigest' | 'policyDigest'>): FoundRules {
    const missing = (why: string): FoundRules => ({
      kind: 'missing',
      message: `Cannot carry out the command: ${why}`,
    });
    const config = validateSpec('PowerToolConfig', this.#specs.get(command.configDigest));
    if (config.kind === 'invalid')
      return missing(`no PowerToolConfig of digest "${command.configDigest}" is held here`);
    const { argumentPolicy } = config.spec;
    if (argumentPolicy === undefined) {
      if (command.policyDigest === '') return { kind: 'held', config: config.spec, policy: undefined };
      return missing('it names an argument policy, and its config does not');
    }
    const policy = validateSpec('PowerToolArgumentPolicy', this.#specs.get(command.policyDigest));
    if (policy.kind === 'invalid')
      return missing(
        `argument policy "${argumentPolicy}" of digest "${command.policyDigest}" is not held here`,
      );
    const compiled = compilePolicy(policy.spec);
    if (compiled.kind === 'rejected')
      return missing(`argument policy "${argumentPolicy}" is not one: ${compiled.faults.join('; ')}`);
    if (policy.spec.enforcement !== 'Enforce')
      return { kind: 'held', config: config.spec, policy: undefined };
    const narrowed = narrowToNamespace(compiled.policy, command.captureNamespace);
    return { kind: 'held', config: config.spec, policy: narrowed.policy };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
