import { catalogue } from './baseline/catalogue.ts';
import type { SubcommandBaseline, ToolBaseline } from './baseline/tool-baseline.ts';
import { checkShape } from './check-shape.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { findSubcommand } from './find-subcommand.ts';
import { type Place, type Refusal, refuse } from './refusal.ts';

export type Selection =
  | {
      readonly kind: 'selected';
      readonly tool: ToolBaseline;
      /** Tool and subcommand, for messages. */
      readonly line: string;
      readonly baseline: SubcommandBaseline;
      /** The same, as far as the policy leaves it. */
      readonly allowed: SubcommandBaseline;
      /** What follows the subcommand. */
      readonly tokens: readonly Place[];
    }
  | Refusal;

/** Finds tool and subcommand by their exact names: no path, no folding, no trimming, no abbreviation. */
export function selectSubcommand(
  request: { readonly tool: unknown; readonly args: unknown },
  policy: CompiledPolicy | undefined,
): Selection {
  const name = typeof request.tool === 'string' ? request.tool : typeof request.tool;
  const tool = typeof request.tool === 'string' ? catalogue.get(request.tool) : undefined;
  if (tool === undefined) {
    const known = [...catalogue.keys()].join(', ');
    return refuse(
      name,
      { argument: name, position: 0 },
      'tool',
      `is no tool of the baseline: known are ${known}`,
    );
  }
  const shape = checkShape(tool.tool, request.args, (index) => index + 1);
  if (shape.kind === 'refused') return shape;
  const places = shape.tokens.map((argument, index) => ({ argument, position: index + 1 }));

  const [first] = places;
  const found = findSubcommand(tool.subcommands, shape.tokens);
  if (found === undefined) {
    const names = tool.subcommands.map((subcommand) => subcommand.name).join(', ');
    const place = first ?? { argument: 'subcommand', position: 0 };
    const why = first === undefined ? 'is missing' : 'is no subcommand of the baseline';
    return refuse(tool.tool, place, 'subcommand', `${why}: allowed are ${names}`);
  }
  const { subcommand: baseline, words } = found;
  const line = baseline.name === '' ? tool.tool : `${tool.tool} ${baseline.name}`;
  const allowed = policy === undefined ? baseline : policy.subcommands.get(baseline.name);
  if (allowed === undefined || (policy !== undefined && policy.tool !== tool.tool)) {
    const names = [...(policy?.subcommands.keys() ?? [])].map((known) => `${policy?.tool} ${known}`.trim());
    const place = first ?? { argument: line, position: 0 };
    return refuse(line, place, 'policy', `is outside the argument policy: allowed are ${names.join(', ')}`);
  }
  return { kind: 'selected', tool, line, baseline, allowed, tokens: places.slice(words) };
}
