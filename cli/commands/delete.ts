import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import {
  addConnectionOptions,
  addNamespaceOption,
  readGlobalOptions,
  withClient,
} from '../global-options.ts';

export function addDeleteCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('delete')
    .description('remove a capture; a running tool is stopped first')
    .argument('<name>', 'name of a capture')
    .action(async (name: string) => {
      const globals = readGlobalOptions(command, context);
      await withClient(globals, context, async (client, namespace) => {
        await client.delete({ namespace, name });
        if (!globals.quiet) context.stderr.write(`Deleted capture "${name}"\n`);
      });
    });
  addConnectionOptions(addNamespaceOption(command));
}
