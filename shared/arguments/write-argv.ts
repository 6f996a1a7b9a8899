import type { SubcommandBaseline } from './baseline/tool-baseline.ts';

/** What an argv is written from: canonical names and values, never a person's own text. */
export interface ArgvTree {
  readonly subcommand: SubcommandBaseline;
  readonly options: readonly { readonly name: string; readonly value: string | undefined }[];
  readonly sleepSeconds: number | undefined;
}

/** The argv to execute, without the tool's path and with its slots unfilled: options in the grammar's order. */
export function writeArgv(tree: ArgvTree): readonly string[] {
  return [...writeOptions(tree), ...tree.subcommand.injected, ...writeSleep(tree, '/bin/sleep')];
}

/** The same as a person could have written it: nothing injected, `sleep` by its bare name. */
export function writeArgs(tree: ArgvTree): readonly string[] {
  return [...writeOptions(tree), ...writeSleep(tree, 'sleep')];
}

function writeOptions({ subcommand, options }: ArgvTree): string[] {
  const argv = subcommand.name === '' ? [] : [subcommand.name];
  for (const { names } of subcommand.options) {
    for (const option of options) {
      if (option.name !== names[0]) continue;
      argv.push(option.name);
      if (option.value !== undefined) argv.push(option.value);
    }
  }
  return argv;
}

function writeSleep({ sleepSeconds }: ArgvTree, sleep: string): readonly string[] {
  return sleepSeconds === undefined ? [] : ['--', sleep, String(sleepSeconds)];
}
