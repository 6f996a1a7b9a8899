import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import {
  addConnectionOptions,
  addFormatOption,
  addNamespaceOption,
  readGlobalOptions,
  withClient,
} from '../global-options.ts';
import { toolObjects } from '../output/object-views.ts';
import { renderObjects } from '../output/print-objects.ts';

export function addToolsCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('tools')
    .description('what can run, how long, and on how many nodes')
    .action(async () => {
      const globals = readGlobalOptions(command, context);
      await withClient(globals, context, async (client) => {
        const { tools } = await client.listTools();
        context.stdout.write(renderObjects(globals.format, toolObjects, tools, 'list'));
        if (tools.length === 0 && !globals.quiet) context.stderr.write(`${toolObjects.none}\n`);
      });
    });
  // No namespace matters here; suggested commands carry the one that was typed.
  addConnectionOptions(addNamespaceOption(addFormatOption(command)));
}
