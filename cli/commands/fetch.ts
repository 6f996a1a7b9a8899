import type { Command } from 'commander';
import { listenForInterruptions } from '../capture/interruptions.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { fetchKept } from '../downloads/fetch-kept.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  addConnectionOptions,
  addNamespaceOption,
  makeDisplay,
  readGlobalOptions,
  withClient,
} from '../global-options.ts';
import { countOf } from '../output/count-of.ts';

export function addFetchCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('fetch')
    .description('bring the files that a capture keeps on its nodes to the store; download does so too')
    .argument('<name>', 'name of a capture')
    .action(async (name: string) => {
      const globals = readGlobalOptions(command, context);
      using interruptions = listenForInterruptions(context.signals);
      await withClient(globals, context, async (client, namespace) => {
        const display = makeDisplay(globals, context);
        const leave = AbortSignal.any([interruptions.stop, interruptions.leave]);
        const ref = { namespace, name };
        const { kept, fetched, problems } = await fetchKept(
          ref,
          { client, display, clock: context.clock },
          leave,
        );
        // It says why nothing can be fetched, where that is so.
        if (kept === 0) await client.fetchArtifacts(ref);
        const next = `toe download ${name}${globals.suffix}`;
        if (leave.aborted) {
          context.exitWith(exitCodes.interrupted);
          display.note(`Interrupted; the files come all the same. Next: ${next}`);
        } else if (problems.length > 0) {
          const exitCode = fetched > 0 ? exitCodes.partial : exitCodes.failed;
          throw new CliError(problems.join('\n'), { exitCode, next: `toe fetch ${name}${globals.suffix}` });
        } else if (kept === 0) display.note(`Capture "${name}" keeps no files on its nodes. Next: ${next}`);
        else display.note(`${countOf(fetched, 'file')} fetched to the store. Next: ${next}`);
      });
    });
  addConnectionOptions(addNamespaceOption(command));
}
