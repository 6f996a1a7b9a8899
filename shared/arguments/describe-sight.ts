import { catalogue } from './baseline/catalogue.ts';
import type { ArgumentRequest } from './check-arguments.ts';
import { findSubcommand } from './find-subcommand.ts';

/** What the tool sees by where it runs and what it is kept to, for people; undefined where its line alone says that. */
export function describeSight(
  tool: string,
  args: readonly string[],
  scope: ArgumentRequest['scope'],
): string | undefined {
  const found = findSubcommand(catalogue.get(tool)?.subcommands ?? [], args)?.subcommand;
  const { confinement, looksAtNetwork } = found ?? {};
  if (scope === 'node') return looksAtNetwork === true ? 'the network of the node' : undefined;
  if (confinement === undefined) return undefined;
  return confinement.by === 'network'
    ? 'only the network of the pod: one pod on each node'
    : 'only the processes of the pods';
}
