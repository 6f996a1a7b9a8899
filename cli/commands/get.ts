import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import {
  addConnectionOptions,
  addFormatOption,
  addNamespaceOption,
  readGlobalOptions,
  withClient,
} from '../global-options.ts';
import { captureObjects } from '../output/object-views.ts';
import { renderObjects } from '../output/print-objects.ts';

export function addGetCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('get')
    .description('show captures, or one of them')
    .argument('[name]', 'name of a capture')
    .option('-A, --all-namespaces', 'captures of all namespaces')
    .action(async (name: string | undefined) => {
      const globals = readGlobalOptions(command, context);
      await withClient(globals, context, async (client, namespace) => {
        const captures =
          name === undefined
            ? await client.list(globals.allNamespaces ? '' : namespace)
            : [await client.get({ namespace, name })];
        const shape = name === undefined ? 'list' : 'one';
        context.stdout.write(renderObjects(globals.format, captureObjects, captures, shape));
        if (captures.length === 0 && !globals.quiet)
          context.stderr.write(`${captureObjects.none}${globals.suffix}\n`);
      });
    });
  addConnectionOptions(addNamespaceOption(addFormatOption(command)));
}
