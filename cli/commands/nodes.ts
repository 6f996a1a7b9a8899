import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import {
  addConnectionOptions,
  addFormatOption,
  addNamespaceOption,
  readGlobalOptions,
  withClient,
} from '../global-options.ts';
import { nodeObjects } from '../output/object-views.ts';
import { renderObjects } from '../output/print-objects.ts';

export function addNodesCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('nodes')
    .description('what can be observed: nodes, their tools and labels')
    .action(async () => {
      const globals = readGlobalOptions(command, context);
      await withClient(globals, context, async (client) => {
        const { nodes } = await client.listNodes();
        context.stdout.write(renderObjects(globals.format, nodeObjects, nodes, 'list'));
        if (nodes.length > 0 || globals.quiet) return;
        context.stderr.write(`${nodeObjects.none}. Next: ${client.peer.startIt}\n`);
      });
    });
  // No namespace matters here; suggested commands carry the one that was typed.
  addConnectionOptions(addNamespaceOption(addFormatOption(command)));
}
