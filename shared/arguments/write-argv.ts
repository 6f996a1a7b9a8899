import type { SubcommandBaseline } from './baseline/tool-baseline.ts';
import { toSubcommandWords } from './find-subcommand.ts';

/** What an argv is written from: canonical names and values, never a person's own text. */
export interface ArgvTree {
  readonly subcommand: SubcommandBaseline;
  /** What the agent adds; see `toInjected`. */
  readonly injected: readonly string[];
  /** Whether the tool reads `--` as the end of the options. */
  readonly endOfOptions: boolean;
  readonly options: readonly { readonly name: string; readonly value: string | undefined }[];
  readonly operands: readonly string[];
}

/** The argv to execute, without the tool's path and with its slots unfilled: options in the grammar's order. */
export function writeArgv(tree: ArgvTree): readonly string[] {
  return [...writeOptions(tree), ...tree.injected, ...writeOperands(tree)];
}

/** The same as a person could have written it, with nothing injected. */
export function writeArgs(tree: ArgvTree): readonly string[] {
  return [...writeOptions(tree), ...writeOperands(tree)];
}

function writeOptions({ subcommand, options }: ArgvTree): string[] {
  const argv = [...toSubcommandWords(subcommand.name)];
  for (const { names } of subcommand.options) {
    for (const option of options) {
      if (option.name !== names[0]) continue;
      argv.push(option.name);
      if (option.value !== undefined) argv.push(option.value);
    }
  }
  return argv;
}

function writeOperands({ endOfOptions, operands }: ArgvTree): readonly string[] {
  return endOfOptions && operands.length > 0 ? ['--', ...operands] : operands;
}
