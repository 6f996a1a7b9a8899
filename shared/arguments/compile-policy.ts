import { createHash } from 'node:crypto';
import { parseDurationMs } from '../domain/duration.ts';
import type { PowerToolArgumentPolicySpec } from '../kinds/power-tool-argument-policy.ts';
import { catalogue } from './baseline/catalogue.ts';
import type { OptionGrammar, SubcommandBaseline } from './baseline/tool-baseline.ts';
import { narrowValue } from './narrow-value.ts';
import { optionIndexOf } from './option-index.ts';
import { quoteText } from './quote-text.ts';

/** A policy as grammars that are parts of the baseline's. */
export interface CompiledPolicy {
  readonly tool: string;
  readonly digest: string;
  /** Infinity where the policy sets none. */
  readonly maxDurationMs: number;
  readonly subcommands: ReadonlyMap<string, SubcommandBaseline>;
}

export type PolicyCompilation =
  | { readonly kind: 'ready'; readonly policy: CompiledPolicy; readonly digest: string }
  | { readonly kind: 'rejected'; readonly faults: readonly string[] };

type SubcommandPolicy = PowerToolArgumentPolicySpec['subcommands'][number];
type OptionPolicy = SubcommandPolicy['options'][number];

/**
 * Narrows the baseline by a policy. Whatever the baseline does not have is a fault that names it, and all faults
 * are listed. The digest (`sha256:…`) is the same for specs that say the same in the same order.
 */
export function compilePolicy(spec: PowerToolArgumentPolicySpec): PolicyCompilation {
  const tool = catalogue.get(spec.tool);
  if (tool === undefined)
    return { kind: 'rejected', faults: [`tool "${quoteText(spec.tool)}" is not in the baseline`] };
  const faults: string[] = [];
  const maxDurationMs = spec.maxDuration === undefined ? Infinity : parseDurationMs(spec.maxDuration);
  if (maxDurationMs === undefined)
    faults.push(`maxDuration "${quoteText(spec.maxDuration ?? '')}" is no duration`);

  const subcommands = new Map<string, SubcommandBaseline>();
  for (const wish of spec.subcommands) {
    const named = `subcommand "${quoteText(wish.name)}"`;
    const baseline = tool.subcommands.find(({ name }) => name === wish.name);
    if (baseline === undefined) faults.push(`${named} is not in the baseline of ${tool.tool}`);
    else if (subcommands.has(wish.name)) faults.push(`${named} stands there twice`);
    else subcommands.set(wish.name, narrowSubcommand(baseline, wish, faults));
  }
  if (faults.length > 0 || maxDurationMs === undefined) return { kind: 'rejected', faults };
  const digest = digestOf(spec);
  return { kind: 'ready', policy: { tool: tool.tool, digest, maxDurationMs, subcommands }, digest };
}

function narrowSubcommand(
  baseline: SubcommandBaseline,
  wish: SubcommandPolicy,
  faults: string[],
): SubcommandBaseline {
  const index = optionIndexOf(baseline);
  const narrowed = new Map<OptionGrammar, OptionGrammar>();
  for (const option of wish.options) {
    const named = `option "${option.names.map(quoteText).join(', ')}" of subcommand "${baseline.name}"`;
    const [first, ...others] = option.names.map((name) => index.get(name));
    if (first === undefined || others.some((other) => other !== first)) {
      faults.push(`${named} is not one option of the baseline`);
    } else if (narrowed.has(first)) {
      faults.push(`${named} stands there twice`);
    } else {
      const grammar = narrowOption(first, option);
      if (typeof grammar === 'string') faults.push(`${named} ${grammar}`);
      else narrowed.set(first, grammar);
    }
  }
  return {
    ...baseline,
    options: baseline.options.map((option) => narrowed.get(option)).filter((option) => option !== undefined),
  };
}

function narrowOption(option: OptionGrammar, wish: OptionPolicy): OptionGrammar | string {
  const required = option.required === true || wish.required;
  if (wish.value === undefined) return { ...option, required };
  if (option.value === undefined) return 'is a flag and takes no value';
  const narrowed = narrowValue(option.value, wish.value);
  return narrowed.kind === 'wider' ? narrowed.why : { ...option, required, value: narrowed.value };
}

function digestOf(spec: PowerToolArgumentPolicySpec): string {
  const said = {
    tool: spec.tool,
    maxDuration: spec.maxDuration,
    subcommands: spec.subcommands.map(({ name, options }) => ({
      name,
      options: options.map(({ names, value, required }) => ({
        names,
        min: value?.min,
        max: value?.max,
        values: value?.values,
        required,
      })),
    })),
  };
  return `sha256:${createHash('sha256').update(JSON.stringify(said)).digest('hex')}`;
}
