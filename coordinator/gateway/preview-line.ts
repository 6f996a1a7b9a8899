import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';
import { checkCapture } from '../planning/check-capture.ts';
import type { CommandTemplate } from '../planning/plan.ts';
import type { StageDeps } from '../reconcile/stage.ts';
import { readToolRules } from '../settings/read-tool-rules.ts';

export type PreviewedLine =
  | {
      readonly kind: 'allowed';
      /** The executable, then the canonical argv with its slots unfilled. */
      readonly argv: readonly string[];
      readonly command: CommandTemplate;
    }
  | { readonly kind: 'refused'; readonly faults: readonly string[] };

/** What of a capture would be executed, wherever that is, decided by the code that accepts captures. */
export async function previewLine(
  spec: PowerToolSpec,
  namespace: string,
  deps: StageDeps,
): Promise<PreviewedLine> {
  const read = await readToolRules(spec.tool.name, deps);
  if (read.kind === 'refused') return { kind: 'refused', faults: [read.message] };
  const checked = checkCapture(spec, read.rules, { runUid: 'preview', namespace, name: 'preview' });
  if (checked.kind === 'invalid') return { kind: 'refused', faults: checked.faults };
  const { command } = checked;
  return { kind: 'allowed', argv: [command.binary.path || command.tool, ...checked.argv], command };
}

/**
 * The part of a written spec that says what is executed, as a spec that is valid if that part is; undefined where it
 * is not. So the faults of a line are told together with those of the rest.
 */
export function toLineSpec(written: unknown): PowerToolSpec | undefined {
  const isForPods = readMember(readMember(written, 'targets'), 'labelSelector') !== undefined;
  const targets = isForPods ? { labelSelector: { matchLabels: { app: 'any' } } } : { allNodes: true };
  const valid = validateSpec('PowerTool', { tool: readMember(written, 'tool'), targets });
  return valid.kind === 'valid' ? valid.spec : undefined;
}
