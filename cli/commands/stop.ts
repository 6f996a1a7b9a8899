import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import {
  addConnectionOptions,
  addNamespaceOption,
  readGlobalOptions,
  withClient,
} from '../global-options.ts';

export function addStopCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('stop')
    .description('stop a capture everywhere and keep what there is')
    .argument('<name>', 'name of a capture')
    .action(async (name: string) => {
      const globals = readGlobalOptions(command, context);
      await withClient(globals, context, async (client, namespace) => {
        await client.stop({ namespace, name });
        if (globals.quiet) return;
        context.stderr.write(`Asked capture "${name}" to stop. Next: toe watch ${name}${globals.suffix}\n`);
      });
    });
  addConnectionOptions(addNamespaceOption(command));
}
