import { type Command, Option } from 'commander';
import { toCaptureView } from '../capture/capture-view.ts';
import { listenForInterruptions } from '../capture/interruptions.ts';
import { toDownloadCode } from '../capture/outcome-code.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { downloadCapture } from '../downloads/download-capture.ts';
import { fetchKept } from '../downloads/fetch-kept.ts';
import { followDownload } from '../downloads/follow-download.ts';
import { receiveArchive } from '../downloads/receive-archive.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  addConnectionOptions,
  addNamespaceOption,
  type GlobalOptions,
  makeDisplay,
  readGlobalOptions,
  withClient,
} from '../global-options.ts';
import { quoteWord } from '../output/quote-word.ts';
import { renderPaths } from '../output/render-paths.ts';

interface DownloadOptions {
  readonly output: string;
  readonly archive?: string;
  readonly follow?: true;
  readonly stored: boolean;
}

export function addDownloadCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('download')
    .description('fetch the verified files of a capture; goes on where it was interrupted')
    .argument('<name>', 'name of a capture')
    .option('-o, --output <dir>', 'make the folder of the capture in here', '.')
    .option('-f, --follow', 'fetch files as they arrive, until the capture is over')
    .option('--stored', 'leave files that were compressed on their node as they are stored', false)
    .addOption(
      new Option(
        '--archive <file>',
        'all of it as one tar archive instead; "-": to stdout. Begins anew where it was interrupted',
      ).conflicts(['output', 'follow']),
    )
    .action(async (name: string, options: DownloadOptions) => {
      const globals = readGlobalOptions(command, context);
      if (options.archive !== undefined) {
        await downloadArchive(name, options.archive, globals, context);
        return;
      }
      using interruptions = listenForInterruptions(context.signals);
      await withClient(globals, context, async (client, namespace) => {
        const display = makeDisplay(globals, context);
        const leave = AbortSignal.any([interruptions.stop, interruptions.leave]);
        const ref = { namespace, name };
        const download = options.follow === true ? followDownload : downloadCapture;
        const downloaded = await download(
          ref,
          options.output,
          { client, display, clock: context.clock, asStored: options.stored },
          leave,
        );
        const follow = options.follow === true && downloaded.interrupted ? ' --follow' : '';
        const stored = options.stored ? ' --stored' : '';
        const again = `toe download ${name}${follow} -o ${options.output}${stored}${globals.suffix}`;
        context.stdout.write(renderPaths(downloaded));
        context.exitWith(toDownloadCode(downloaded));
        if (downloaded.interrupted) display.note(`Interrupted; what has come is kept. Next: ${again}`);
        else if (downloaded.problems.length > 0) {
          throw new CliError(downloaded.problems.join('\n'), {
            exitCode: toDownloadCode(downloaded),
            next: again,
          });
        } else if (downloaded.results.length === 0) {
          const expired = await client.get(ref).then(
            (capture) => toCaptureView(capture).expired,
            () => '',
          );
          const why = expired === '' ? 'it has no files' : `its files have expired: ${expired}`;
          throw new CliError(`Cannot download capture "${name}": ${why}`, {
            exitCode: exitCodes.failed,
            next: `toe watch ${name}${globals.suffix}`,
          });
        }
      });
    });
  addConnectionOptions(addNamespaceOption(command));
}

async function downloadArchive(
  name: string,
  file: string,
  globals: GlobalOptions,
  context: CommandContext,
): Promise<void> {
  using interruptions = listenForInterruptions(context.signals);
  const leave = AbortSignal.any([interruptions.stop, interruptions.leave]);
  await withClient(globals, context, async (client, namespace) => {
    const ref = { namespace, name };
    const display = makeDisplay(globals, context);
    const { problems } = await fetchKept(ref, { client, display, clock: context.clock }, leave);
    const received = await receiveArchive(ref, file, { client, stdout: context.stdout }, leave);
    const again = `toe download ${name} --archive ${quoteWord(file)}${globals.suffix}`;
    if (received.kind === 'failed') throw new CliError(received.message, { next: again });
    if (received.kind === 'interrupted') {
      context.exitWith(exitCodes.interrupted);
      display.note(`Interrupted; nothing is kept. Next: ${again}`);
    } else {
      if (file !== '-') context.stdout.write(`${file}\n`);
      if (problems.length > 0)
        throw new CliError(problems.join('\n'), { exitCode: exitCodes.partial, next: again });
    }
  });
}
