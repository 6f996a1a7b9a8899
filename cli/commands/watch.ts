import type { Command } from 'commander';
import { followCapture } from '../capture/follow-capture.ts';
import { listenForInterruptions } from '../capture/interruptions.ts';
import { toExitCode } from '../capture/outcome-code.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  addConnectionOptions,
  addNamespaceOption,
  makeDisplay,
  readGlobalOptions,
  withClient,
} from '../global-options.ts';
import { renderResult } from '../output/render-result.ts';

export function addWatchCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('watch')
    .description('follow a capture to its end; leaving does not stop it')
    .argument('<name>', 'name of a capture')
    .action(async (name: string) => {
      const globals = readGlobalOptions(command, context);
      using interruptions = listenForInterruptions(context.signals);
      await withClient(globals, context, async (client, namespace) => {
        const display = makeDisplay(globals, context);
        const ref = { namespace, name };
        const leave = AbortSignal.any([interruptions.stop, interruptions.leave]);
        const end = await followCapture(ref, { client, display, clock: context.clock }, leave);
        display.end();
        if (end.kind === 'detached') {
          display.note(`Left capture "${name}"; it goes on. Next: toe watch ${name}${globals.suffix}`);
          context.exitWith(exitCodes.interrupted);
          return;
        }
        display.note(`${renderResult(end.view)}Next: toe download ${name}${globals.suffix}`);
        context.exitWith(toExitCode(end.view));
      });
    });
  addConnectionOptions(addNamespaceOption(command));
}
