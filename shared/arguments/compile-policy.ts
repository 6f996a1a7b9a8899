import { parseDurationMs } from '../domain/duration.ts';
import { digestSpec } from '../kinds/digest-spec.ts';
import type { PolicyRules } from '../kinds/power-tool-argument-policy.ts';
import { catalogue } from './baseline/catalogue.ts';
import type { SubcommandBaseline } from './baseline/tool-baseline.ts';
import { compileOverlays, type Overlay } from './compile-overlays.ts';
import { narrowSubcommand } from './narrow-subcommand.ts';
import { type PolicyFault, PolicyFaults } from './policy-fault.ts';
import { quoteText } from './quote-text.ts';

/** A policy as grammars that are parts of the baseline's. */
export interface CompiledPolicy {
  readonly tool: string;
  /** SHA-256, 64 hexadecimal digits: the same for specs that say the same in the same order. */
  readonly digest: string;
  /** Infinity where the policy sets none. */
  readonly maxDurationMs: number;
  readonly subcommands: ReadonlyMap<string, SubcommandBaseline>;
  /** What it takes away from some namespaces; `narrowToNamespace` does so. */
  readonly overlays: readonly Overlay[];
}

export type PolicyCompilation =
  | { readonly kind: 'ready'; readonly policy: CompiledPolicy }
  | {
      readonly kind: 'rejected';
      readonly details: readonly PolicyFault[];
      /** The same as texts: `<path>: <message>`. */
      readonly faults: readonly string[];
    };

/**
 * Narrows the baseline by a policy. Whatever the baseline does not have, and whatever could never be satisfied, is a
 * fault that names the field and what would be right; all faults are listed.
 */
export function compilePolicy(spec: PolicyRules): PolicyCompilation {
  const faults = new PolicyFaults();
  const tool = catalogue.get(spec.tool);
  if (tool === undefined) {
    const known = [...catalogue.keys()].join(', ');
    faults.addOutside('spec.tool', `no agent has a tool "${quoteText(spec.tool)}": use ${known}`);
    return toRejected(faults);
  }
  const maxDurationMs = spec.maxDuration === undefined ? Infinity : parseDurationMs(spec.maxDuration);
  if (maxDurationMs === undefined) {
    const why = `"${quoteText(spec.maxDuration ?? '')}" is not a duration: write it as 90s, 2m30s or 1h`;
    faults.addOutside('spec.maxDuration', why);
  }
  const subcommands = new Map<string, SubcommandBaseline>();
  for (const [index, wish] of spec.subcommands.entries()) {
    const path = `spec.subcommands[${index}]`;
    const named = `subcommand "${quoteText(wish.name)}"`;
    const baseline = tool.subcommands.find(({ name }) => name === wish.name);
    if (baseline === undefined) {
      const known = tool.subcommands.map(({ name }) => `"${name}"`).join(', ');
      faults.addOutside(`${path}.name`, `${named} is not in the baseline of ${tool.tool}: use ${known}`);
    } else if (subcommands.has(wish.name)) {
      faults.addContradiction(`${path}.name`, `${named} stands there twice: leave one out`);
    } else subcommands.set(wish.name, narrowSubcommand({ path, baseline, wish }, faults));
  }
  const overlays = compileOverlays(spec, { tool, subcommands }, faults);
  if (faults.list.length > 0 || maxDurationMs === undefined) return toRejected(faults);
  const policy = { tool: tool.tool, digest: digestSpec(spec), maxDurationMs, subcommands, overlays };
  return { kind: 'ready', policy };
}

function toRejected({ list }: PolicyFaults): PolicyCompilation {
  return { kind: 'rejected', details: list, faults: list.map(({ path, message }) => `${path}: ${message}`) };
}
