import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { findSubcommand } from '../../shared/arguments/find-subcommand.ts';
import type { Command } from '../../shared/domain/command.ts';

/**
 * The lowest version of an agent that runs the tool in the network that is meant: an older one in a pod would look at
 * that of its pod and say nothing of it.
 */
export function networkProtocol({ tool, args }: Pick<Command, 'tool' | 'args'>): number {
  const found = findSubcommand(catalogue.get(tool)?.subcommands ?? [], args);
  return found?.subcommand.looksAtNetwork === true ? 5 : 1;
}
