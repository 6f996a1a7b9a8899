import type { Command } from 'commander';
import { listenForInterruptions } from '../capture/interruptions.ts';
import { toDownloadCode } from '../capture/outcome-code.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { downloadCapture } from '../downloads/download-capture.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  addConnectionOptions,
  addNamespaceOption,
  makeDisplay,
  readGlobalOptions,
  withClient,
} from '../global-options.ts';
import { renderPaths } from '../output/render-paths.ts';

export function addDownloadCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('download')
    .description('fetch the verified files of a capture; goes on where it was interrupted')
    .argument('<name>', 'name of a capture')
    .option('-o, --output <dir>', 'make the folder of the capture in here', '.')
    .option('--stored', 'leave files that were compressed on their node as they are stored', false)
    .action(async (name: string, options: { readonly output: string; readonly stored: boolean }) => {
      const globals = readGlobalOptions(command, context);
      using interruptions = listenForInterruptions(context.signals);
      await withClient(globals, context, async (client, namespace) => {
        const display = makeDisplay(globals, context);
        const leave = AbortSignal.any([interruptions.stop, interruptions.leave]);
        const ref = { namespace, name };
        const downloaded = await downloadCapture(
          ref,
          options.output,
          { client, display, clock: context.clock, asStored: options.stored },
          leave,
        );
        const stored = options.stored ? ' --stored' : '';
        const again = `toe download ${name} -o ${options.output}${stored}${globals.suffix}`;
        context.stdout.write(renderPaths(downloaded));
        context.exitWith(toDownloadCode(downloaded));
        if (downloaded.interrupted) display.note(`Interrupted; what has come is kept. Next: ${again}`);
        else if (downloaded.problems.length > 0) {
          throw new CliError(downloaded.problems.join('\n'), {
            exitCode: toDownloadCode(downloaded),
            next: again,
          });
        } else if (downloaded.results.length === 0) {
          throw new CliError(`Cannot download capture "${name}": it has no files`, {
            exitCode: exitCodes.failed,
            next: `toe watch ${name}${globals.suffix}`,
          });
        }
      });
    });
  addConnectionOptions(addNamespaceOption(command));
}
