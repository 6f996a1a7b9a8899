import type { OptionGrammar } from './baseline/option-grammar.ts';
import type { SubcommandBaseline } from './baseline/tool-baseline.ts';

const indexes = new WeakMap<SubcommandBaseline, ReadonlyMap<string, OptionGrammar>>();

/** The options of a subcommand by each of their exact names. */
export function optionIndexOf(subcommand: SubcommandBaseline): ReadonlyMap<string, OptionGrammar> {
  const known = indexes.get(subcommand);
  if (known !== undefined) return known;
  const index = new Map(
    subcommand.options.flatMap((option) => option.names.map((name) => [name, option] as const)),
  );
  indexes.set(subcommand, index);
  return index;
}
